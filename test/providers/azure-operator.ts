/** Two VNets in two subscriptions, an operator with a plan in memory, and an `az` for an Azure in memory. */
import type { ProgramRun } from '../../src/exec/program.ts';
import type { Options } from '../../src/model/peering.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { azure, guid, type Planned, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { type Az, azOf } from './azure-az.ts';
import { AzureCloud, vnetId } from './azure-cloud.ts';
import { CutOff, type Operator, operator } from './operator.ts';

export const NAME = 'spoke-hub';
export const SPOKE = { subscription: guid('1'), group: 'rg-apps', name: 'spoke-vnet' };
export const HUB = { subscription: guid('2'), group: 'network', name: 'hub-vnet' };
export const [SPOKE_ID, HUB_ID] = [vnetId(SPOKE), vnetId(HUB)];

/** Subscriptions and their tenants. */
export const ACCOUNTS = new Map([
  [SPOKE.subscription, guid('8')],
  [HUB.subscription, guid('9')],
]);

export const bothVnets = (): AzureCloud =>
  new AzureCloud([
    { ...SPOKE, prefixes: ['10.6.0.0/16'] },
    { ...HUB, prefixes: ['10.7.0.0/16', 'fd00:7::/48'], hasGateway: true },
  ]);

export interface AzurePlan {
  readonly duplex?: boolean;
  readonly options?: Options;
  /** Owner of the hub. */
  readonly owner?: string;
}

/** A plan of the two VNets, peered. */
export function twoVnets({ duplex = true, options = {}, owner }: AzurePlan = {}): Planned {
  const spoke = withCloudVpc(EMPTY_STATE, 'spoke', {
    cidrs: ['10.6.0.0/16'],
    provider: azure('1', 'rg-apps', 'spoke-vnet'),
  });
  const both = withCloudVpc(spoke, 'hub', {
    cidrs: ['10.7.0.0/16', 'fd00:7::/48'],
    provider: azure('2', 'network', 'hub-vnet'),
    ...(owner ? { owner } : {}),
  });
  return peered(both, 'spoke', 'hub', { via: 'azure', duplex, options });
}

export interface AzureSite {
  readonly cloud: AzureCloud;
  readonly az: Az;
  readonly op: Operator;
  /** How the commands end that change something, from the next one on. */
  readonly endings: Ending[];
  /** The changes that reached Azure, as `<verb> <vnet>`. */
  readonly changes: string[];
}

/**
 * How a command ends that changes something: as it does; unheard, before it or after it; with peerway cut off before it or
 * after it; or with an error of its own.
 */
export type Ending =
  | 'done'
  | 'lost before'
  | 'lost after'
  | 'cut before'
  | 'cut after'
  | { readonly stderr: string };

const READS = new Set(['show', 'list']);
const LOST: ProgramRun = { ended: 'timeout', exit: undefined, stdout: '', stderr: '' };

export function azureSite(state: State, cloud = bothVnets(), accounts = ACCOUNTS): AzureSite {
  const az = azOf(cloud, accounts);
  const endings: Ending[] = [];
  const changes: string[] = [];
  const change = async (words: readonly string[], seconds: number): Promise<ProgramRun> => {
    const verb = words[words.findIndex((word) => word.startsWith('-')) - 1] ?? '';
    changes.push(`${verb} ${words[words.indexOf('--vnet-name') + 1]}`);
    return az.run(words, seconds);
  };
  const op = operator(state, {}, () => ({
    name: 'az',
    run: async (words, seconds) => {
      if (words.slice(0, 4).some((word) => READS.has(word))) return az.run(words, seconds);
      const ending = endings.shift() ?? 'done';
      if (typeof ending === 'object') return { ended: 'done', exit: 1, stdout: '', stderr: ending.stderr };
      if (ending === 'cut before') throw new CutOff();
      if (ending === 'lost before') return LOST;
      const ran = await change(words, seconds);
      if (ending === 'cut after') throw new CutOff();
      return ending === 'lost after' ? LOST : ran;
    },
  }));
  return { cloud, az, op, endings, changes };
}
