/** What is there already, but not as the plan wants it, is changed instead of made anew. */
import { EXIT, UserError } from '../errors.ts';
import type { Live } from './live.ts';
import type { Step, Word } from './step.ts';

/** The step that makes an effect, or the one that mends it where something stands in its place. */
export function amended(step: Step, live: Live): Step {
  const seen = live.get(step.side);
  const { effect } = step;
  if (effect.kind === 'aws-route' && seen?.via === 'aws') {
    const dead = seen.routes.some(
      ({ table, cidr, blackhole }) => blackhole && table === effect.table && cidr === effect.cidr,
    );
    return dead
      ? reworded(step, 'in place of one that leads nowhere', ['create-route', 'replace-route'])
      : step;
  }
  if (effect.kind === 'gcp-firewall' && seen?.via === 'gcp') {
    const isThere = seen.rules.some(({ rule }) => rule === effect.rule);
    return isThere ? { ...step, words: step.words.filter(isOfUpdate).map(toUpdate) } : step;
  }
  if (effect.kind === 'gcp-peering' && seen?.via === 'gcp' && seen.half) {
    const wanted = `${valueIn(step, '--peer-project')}/${valueIn(step, '--peer-network')}`;
    if (seen.half.peer !== wanted) throw nameTaken(step, seen.half.peer);
    const words = step.words.filter((word) => typeof word !== 'string' || !word.startsWith('--peer-'));
    return { ...step, what: `${step.what}: its options`, words: words.map(toUpdate) };
  }
  return step;
}

const reworded = (step: Step, why: string, [from, to]: readonly [string, string]): Step => ({
  ...step,
  what: `${step.what}, ${why}`,
  words: step.words.map((word) => (word === from ? to : word)),
});

const toUpdate = (word: Word): Word => (word === 'create' ? 'update' : word);

/** `firewall-rules update` takes no network, direction or action. */
const isOfUpdate = (word: Word): boolean =>
  typeof word !== 'string' || !/^--(network|direction|action)=/.test(word);

const valueIn = ({ words }: Step, flag: string): string => {
  const word = words.find((one) => typeof one === 'string' && one.startsWith(`${flag}=`));
  return typeof word === 'string' ? word.slice(flag.length + 1) : '';
};

const nameTaken = ({ side, words }: Step, peer: string): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-name-taken',
    `The network of ${side} has a peering of that name with ${peer} already`,
    { hint: `take it away there, if nothing needs it: gcloud ${words.slice(0, 3).join(' ')} delete` },
  );
