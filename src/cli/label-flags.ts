/** Flags for the labels of VPCs and gateways. */
import type { Source } from '../completion/sources.ts';
import { usage } from '../errors.ts';
import { type Label, type LabelChange, parseLabel, parseLabelKey } from '../model/labels.ts';
import type { Flag } from './flag.ts';
import { listFlag } from './grammar.ts';

/** Returns a flag for labels. */
export function labelFlag(describe = 'labels'): Flag {
  const flag = listFlag('--label <key=value...>', describe, 'nothing', parseLabel);
  const parse = flag.parseArg as (text: string, before: Label[] | undefined) => Label[];
  return flag.argParser((text: string, before: Label[] | undefined) => withoutDifferent(parse(text, before)));
}

/** Returns labels. Exit 2 for two values of one key. */
function withoutDifferent(labels: Label[]): Label[] {
  for (const { key, value } of labels) {
    const other = labels.find((one) => one.key === key && one.value !== value);
    if (other)
      throw usage(
        `--label ${key}=${value} cannot be used with --label ${key}=${other.value}`,
        'give each key one value',
      );
  }
  return labels;
}

/** Returns a flag for labels to remove. */
export const removeLabelFlag = (completes: Source): Flag =>
  listFlag('--remove-label <key...>', 'labels to remove', completes, parseLabelKey);

/** Returns the change of labels, if there is any. Exit 2 for a key that one command both sets and removes. */
export function labelsFrom(
  set: readonly Label[],
  removed: readonly string[],
): { readonly labels?: LabelChange } {
  const remove = [...new Set(removed)];
  const both = set.find(({ key }) => remove.includes(key));
  if (both)
    throw usage(
      `--label ${both.key}=${both.value} cannot be used with --remove-label ${both.key}`,
      'give the new value alone: it replaces the present one',
    );
  return set.length > 0 || remove.length > 0 ? { labels: { set, remove } } : {};
}
