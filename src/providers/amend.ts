/** What is there already, but not as the plan wants it, is changed instead of made anew. */
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../visible.ts';
import type { Live, LiveConnection, LiveRule, Obstacle } from './live.ts';
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
  if (seen?.via === 'aws' && seen.connection?.isReversed) return reversed(step, seen.connection);
  if (effect.kind === 'gcp-firewall' && seen?.via === 'gcp') {
    const there = seen.rules.find(({ rule }) => rule === effect.rule);
    return there ? mended(step, there) : step;
  }
  if (effect.kind === 'gcp-peering' && seen?.via === 'gcp') {
    if (seen.obstacle) throw nameTaken(step, seen.obstacle);
    if (!seen.half) return step;
    const words = step.words.filter((word) => typeof word !== 'string' || !word.startsWith('--peer-'));
    return { ...step, what: `${step.what}: its options`, words: words.map(toUpdate) };
  }
  return step;
}

/** Where the plan's accepter has asked, its options are those of a requester, and the other side accepts. */
function reversed(step: Step, { id }: LiveConnection): Step {
  const { side, effect, words } = step;
  if (effect.kind === 'aws-accepted')
    throw new UserError(
      EXIT.rolledBack,
      'provider-wrong-state',
      `${side} has requested ${id} itself; the other side must accept it`,
      {
        hint: `run \`aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${id}\` on the other side`,
      },
    );
  if (effect.kind !== 'aws-dns') return step;
  const opposite = (word: Word): Word =>
    word === REQUESTER_OPTIONS ? ACCEPTER_OPTIONS : word === ACCEPTER_OPTIONS ? REQUESTER_OPTIONS : word;
  return { ...step, words: words.map(opposite) };
}

const REQUESTER_OPTIONS = '--requester-peering-connection-options';
const ACCEPTER_OPTIONS = '--accepter-peering-connection-options';

/** The direction and the action of a rule cannot be changed. */
function mended(step: Step, { rule, flaw }: LiveRule): Step {
  if (flaw === 'lets nothing in')
    throw new UserError(
      EXIT.rolledBack,
      'provider-name-taken',
      `The firewall rule ${rule} of ${step.side} exists, and ${flaw}`,
      { hint: `if it is not needed, run \`gcloud compute firewall-rules delete ${rule}\`` },
    );
  const words = step.words.filter(isOfUpdate).map(toUpdate);
  return { ...step, words: flaw === 'is disabled' ? [...words, '--no-disabled'] : words };
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

const nameTaken = ({ side }: Step, { name, peer }: Obstacle): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-name-taken',
    `The network of ${side} already has a peering ${visible(name)} with ${visible(peer)}`,
    {
      hint: `if it is not needed, run \`gcloud compute networks peerings delete ${visible(name)}\` there`,
    },
  );
