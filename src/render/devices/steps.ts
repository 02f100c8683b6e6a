/** Numbered steps for devices that are set up by hand: each is a page or an object, with the fields to fill in. */
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import { banner, fileText, type RenderOptions } from '../rendering.ts';
import { guideLines, type RenderedDevice } from './guide.ts';

export interface Step {
  readonly title: string;
  readonly fields: readonly (readonly [label: string, value: string])[];
}

/** Returns the steps that set up a gateway, with how to apply them. */
export const stepsText = (
  desired: DesiredGateway,
  options: RenderOptions,
  name: RenderedDevice,
  steps: readonly Step[],
): string => textOf(desired, options, options.secrets ? guideLines(desired, name) : [], steps);

/** Returns the steps that remove it. */
export const undoStepsText = (
  desired: DesiredGateway,
  options: RenderOptions,
  steps: readonly Step[],
): string => textOf(desired, options, [], steps);

const textOf = (
  desired: DesiredGateway,
  options: RenderOptions,
  lines: readonly string[],
  steps: readonly Step[],
): string =>
  fileText([
    banner(desired, options).replace(/^# /, ''),
    ...lines,
    ...steps.flatMap(({ title, fields }, at) => [
      '',
      `${at + 1}. ${title}`,
      ...fields.map(([label, value]) => `   ${label}: ${value}`),
    ]),
  ]);
