/** An operator who creates and deletes VPCs at AWS, with EC2 in memory that can fail at any command. */
import type { VpcCreateIntent } from '../../src/commands/vpc/create.ts';
import { vpcCreate } from '../../src/commands/vpc/create.ts';
import type { VpcApplyIntent } from '../../src/commands/vpc/reach.ts';
import { vpcRemove } from '../../src/commands/vpc/remove.ts';
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import type { Name } from '../../src/model/values.ts';
import type { Random } from '../../src/ports/random.ts';
import { partOf } from '../support/ports.ts';
import { awsOf, Ec2Model, failed } from './ec2-model.ts';
import { CutOff, operator } from './operator.ts';

export const HOW: VpcApplyIntent = { access: {}, timeout: 3000 };

/** The VPC of the examples: one public and one private subnet. */
export const seoul = (more: Partial<VpcCreateIntent> = {}): VpcCreateIntent => ({
  name: 'seoul' as Name,
  provider: 'aws',
  ids: { region: 'ap-northeast-2' },
  cidrs: ['10.0.0.0/16' as Cidr],
  subnets: [parseSubnet('public=10.0.1.0/24'), parseSubnet('private=10.0.2.0/24')],
  publicSubnets: ['public' as Name],
  ifNotExists: false,
  dryRun: false,
  ...more,
});

/** Everything that exists of it. */
export const WHOLE = [
  'internet-gateway',
  'route-table/private',
  'route-table/public',
  'security-group',
  'subnet/private',
  'subnet/public',
  'vpc',
];

/** The end of a command: `before` and `after` kill the process; `lost` is an answer that never comes. */
export type Fault = 'before' | 'after' | 'lost' | 'throttled' | 'quota' | 'expired' | 'broken';

const READS = /^(describe|get|wait)/;

/**
 * @param model  the account; several operators may share it
 * @param initial  their plan
 */
export function vpcOperator(model = new Ec2Model(), initial: State = EMPTY_STATE) {
  let [count, at, fault] = [0, -1, 'after' as Fault];
  const real = awsOf(model);
  const faulty = async (words: readonly string[]): Promise<ProgramRun> => {
    const isHit = fault === 'expired' ? count >= at && at >= 0 : count === at;
    count++;
    if (!isHit) return real.run(words, 0);
    if (fault === 'before') throw new CutOff();
    if (fault === 'throttled') return failed('RequestLimitExceeded', words);
    if (fault === 'quota') return failed('SubnetLimitExceeded', words, 'The maximum has been reached.');
    if (fault === 'expired') return failed('ExpiredToken', words, 'The security token has expired');
    const ran = await real.run(words, 0);
    if (fault === 'after') throw new CutOff();
    if (fault === 'broken') return failed('InternalError', words, 'An internal error has occurred');
    return { ...ran, ended: 'timeout', exit: undefined, stdout: '' };
  };
  const program = (): Program => ({
    name: 'aws',
    run: (words) => (READS.test(words[1] ?? '') ? real.run(words, 0) : faulty(words)),
  });
  let ids = 0;
  const random = partOf<Random>({
    changeId: () => {
      ids += 1;
      return ids.toString(16).padStart(16, '0');
    },
  });
  const op = operator(initial, {}, program);
  const ports = { ...op.ports, random };
  return {
    op,
    model,
    ports,
    /** Lets the nth change from now on fail, counted from 0. */
    failAt: (nth: number, how: Fault) => {
      [count, at, fault] = [0, nth, how];
    },
    heal: () => {
      at = -1;
    },
    create: (intent = seoul(), how = HOW) => vpcCreate(intent, how, ports),
    /** Adds it to the plan only. */
    plan: (intent = seoul()) => vpcCreate(intent, undefined, ports),
    remove: (name = 'seoul', how = HOW) => vpcRemove([name], how, ports),
    vpc: (name = 'seoul') => op.state.vpcs.get(name as Name),
  };
}
