/** What becomes of the plan and of the provider where a run does not come to its end. */
import { describe, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { UserError } from '../../src/errors.ts';
import type { ProgramRun } from '../../src/exec/program.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { awsProgram } from '../../src/providers/aws/errors.ts';
import { gcpProgram } from '../../src/providers/gcp/errors.ts';
import { acrossProjects, acrossRegions } from '../support/cloud-plans.ts';
import { recordIn } from './scenes.ts';
import { type Answer, awsSays, gcloudSays, scripted } from './scripted.ts';

const INTENT = { timeout: 0, access: {} };
const ID = 'pcx-0123456789abcdef0';
const SEOUL = `vpc-${'1'.repeat(17)}`;
const OSAKA = `vpc-${'2'.repeat(17)}`;

const failureOf = async (run: Promise<unknown>): Promise<UserError & { details: string[] }> => {
  const caught = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(caught instanceof UserError)) throw caught ?? new Error('it did not fail');
  return Object.assign(caught, { details: caught.problems.flatMap(({ details }) => details) });
};

/** The text of whichever of these is in the command line; else undefined. */
const first = (line: string, answers: Readonly<Record<string, Answer>>): Answer | undefined =>
  Object.entries(answers).find(([part]) => line.includes(part))?.[1];

interface AwsSite {
  /** The state of the connection that is there before. */
  readonly code?: string;
  /** Whether the plan's accepter has asked for it. */
  readonly isReversed?: boolean;
  /** Answers that are other than usual, by a part of the command line. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

const awsAnswers =
  ({ code, isReversed = false, answers = {} }: AwsSite) =>
  (line: string): Answer =>
    first(line, answers) ??
    first(line, {
      '--query VpcPeeringConnections': 'active',
      'describe-vpc-peering-connections': {
        VpcPeeringConnections: code
          ? [
              {
                VpcPeeringConnectionId: ID,
                Status: { Code: code, Message: code },
                RequesterVpcInfo: { VpcId: isReversed ? OSAKA : SEOUL },
                AccepterVpcInfo: { VpcId: isReversed ? SEOUL : OSAKA },
              },
            ]
          : [],
      },
      'describe-route-tables': { RouteTables: [{ RouteTableId: `rtb-${'1'.repeat(17)}`, Routes: [] }] },
      'describe-security-groups': { SecurityGroups: [] },
      'create-vpc-peering-connection': ID,
    }) ??
    '';

const NAME = 'seoul-osaka' as Name;
const peeringIn = (state: State, name = NAME) => recordIn(state, name);

/** A run at AWS that fails, and the plan and the commands afterwards. */
async function awsRun(site: AwsSite, isNew = false) {
  const { state } = acrossRegions();
  const { ports, stateNow, ran } = scripted(state, 'aws', awsAnswers(site));
  const error = await failureOf(applyPeering(NAME, INTENT, ports, isNew));
  return { error, before: peeringIn(state), after: stateNow(), ran };
}

describe('at AWS', () => {
  test('what was made is taken back, and the plan is as before', async () => {
    const { error, before, after, ran } = await awsRun({
      answers: { 'create-route': awsSays('RouteLimitExceeded') },
    });
    expect(error).toMatchObject({ exit: 6, code: 'provider-quota' });
    expect(error.details[0]).toBe('undone: 1 of 2 commands');
    expect(ran.at(-1)).toContain(`delete-vpc-peering-connection --vpc-peering-connection-id ${ID}`);
    expect(peeringIn(after)).toEqual(before);
  });

  test('the hint names the VPC whose side failed', async () => {
    const { error } = await awsRun({ answers: { 'create-route': awsSays('UnauthorizedOperation') } });
    expect(error).toMatchObject({ exit: 6, code: 'provider-denied' });
    expect(error.message).toMatch(/^On seoul's side: /);
    expect(error.hint).toBe('choose a profile with more permissions with --profile seoul=<profile>');
  });

  test('an acceptance that stays is said, and is no rollback', async () => {
    const { error, after, ran } = await awsRun({
      code: 'pending-acceptance',
      answers: { 'create-route': awsSays('RouteLimitExceeded') },
    });
    expect(error.exit).toBe(7);
    expect(error.details).toEqual([
      'nothing was undone',
      'done and kept, osaka: accept the request of seoul',
    ]);
    expect(ran.filter((line) => line.includes('delete'))).toEqual([]);
    expect(peeringIn(after)).toMatchObject({ status: 'provisioning', id: ID });
  });

  test('a connection that the other side has asked for is found, and not taken back', async () => {
    const { error, after, ran } = await awsRun({
      code: 'active',
      isReversed: true,
      answers: { 'create-route': awsSays('RouteLimitExceeded') },
    });
    expect(error).toMatchObject({ exit: 6, code: 'provider-quota' });
    expect(error.details[0]).toBe('nothing was changed');
    expect(ran.filter((line) => / (create|delete)-vpc/.test(line))).toEqual([]);
    expect(peeringIn(after)).toMatchObject({ id: ID });
  });

  test('a request of the other side is not asked for again, but accepted by the side that has not asked', async () => {
    const { error, after, ran } = await awsRun({ code: 'pending-acceptance', isReversed: true });
    expect(error.code, 'these answers are the same before and after').toBe('provider-not-there');
    expect(ran.filter((line) => / (create|accept|delete)-vpc/.test(line))).toEqual([
      `ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${ID} --region ap-northeast-2`,
    ]);
    const { requester, accepter } = after.peerings.get(NAME) ?? {};
    expect([requester?.end.name, accepter?.end.name]).toEqual(['osaka', 'seoul']);
  });

  const lost: [string, Partial<ProgramRun>][] = [
    ['its time was up', { ended: 'timeout', exit: undefined as never, stderr: '' }],
    ['it was killed', { exit: undefined as never, stderr: '' }],
    ['no answer came', { exit: 255, stderr: 'Read timeout on endpoint URL: "https://ec2.example/"' }],
    ['AWS broke', awsSays('InternalError')],
    ['AWS was not there', awsSays('ServiceUnavailable')],
  ];
  test.each(lost)('nothing is forgotten where it is not known what was done: %s', async (_, answer) => {
    const { error, after, ran } = await awsRun({ answers: { 'create-route': answer } }, true);
    expect(error.exit).toBe(7);
    expect(peeringIn(after)).toMatchObject({ status: 'provisioning', id: ID });
    expect(ran.filter((line) => line.includes('delete'))).toEqual([]);
  });

  test.each([
    ['--query VpcPeeringConnections', 'RequestLimitExceeded'],
    ['--query VpcPeeringConnections', 'UnauthorizedOperation'],
    ['wait vpc-peering-connection-exists', 'UnauthorizedOperation'],
  ])('waiting that fails destroys nothing: %s, %s', async (line, code) => {
    const { error, after, ran } = await awsRun({ answers: { [line]: awsSays(code) } }, true);
    expect(error.exit).toBe(7);
    expect(ran.filter((words) => words.includes('delete'))).toEqual([]);
    expect(peeringIn(after)).toMatchObject({ id: ID });
  });

  test('is throttled while it waits, and goes on', async () => {
    const { state } = acrossRegions();
    let asked = 0;
    const usual = awsAnswers({ code: 'provisioning' });
    const { ports } = scripted(state, 'aws', (line) => {
      if (!line.includes('--query VpcPeeringConnections')) return usual(line);
      asked++;
      return asked === 1 ? awsSays('RequestLimitExceeded') : 'active';
    });
    // The look afterwards does not show it all: what counts is that waiting came to its end.
    const error = await failureOf(applyPeering(NAME, { ...INTENT, timeout: 5000 }, ports, false));
    expect(error.code).toBe('provider-not-there');
    expect(asked).toBeGreaterThan(2);
  });

  test('that it has ended is said, also where it cannot be seen why; AWS itself has taken it away', async () => {
    let looks = 0;
    const usual = awsAnswers({});
    const { ports, ran } = scripted(acrossRegions().state, 'aws', (line) => {
      if (line.includes('--query VpcPeeringConnections')) return 'failed';
      if (line.includes('describe-route-tables') && ++looks > 2) return awsSays('UnauthorizedOperation');
      return usual(line);
    });
    const error = await failureOf(applyPeering(NAME, INTENT, ports, false));
    expect(error).toMatchObject({ exit: 6, code: 'provider-ended' });
    expect(ran.filter((line) => line.includes('delete'))).toEqual([]);
  });

  test.each<[string, string, Answer]>([
    ['the acceptance was refused', 'accept-vpc', awsSays('InvalidStateTransition', 'Invalid state')],
    ['the request never became visible', 'wait vpc', { ended: 'timeout', exit: undefined as never }],
  ])('the reason for which AWS has ended a request is said, although %s', async (_, line, answer) => {
    const reason = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range';
    let isAsked = false;
    const usual = awsAnswers({ answers: { [line]: answer } });
    const { ports, ran, stateNow } = scripted(acrossRegions().state, 'aws', (line) => {
      if (line.includes('create-vpc-peering-connection')) isAsked = true;
      if (!line.includes('describe-vpc-peering-connections') || !isAsked) return usual(line);
      const failed = awsAnswers({ code: 'failed' })(line) as { VpcPeeringConnections: { Status: object }[] };
      for (const one of failed.VpcPeeringConnections) one.Status = { Code: 'failed', Message: reason };
      return failed;
    });
    const error = await failureOf(applyPeering(NAME, INTENT, ports, true));
    expect(error).toMatchObject({ exit: 6, code: 'provider-ended' });
    expect(error.message).toBe(`AWS has ended it: failed: ${reason}`);
    expect(error.hint).toContain(`peerway vpc import ${SEOUL} --from-aws --region ap-northeast-2\``);
    expect(ran.filter((line) => line.includes('delete'))).toEqual([]);
    expect(peeringIn(stateNow())).toBeUndefined();
  });

  test('what cannot be looked at after all was done is not rolled back', async () => {
    let looks = 0;
    const usual = awsAnswers({});
    const { ports, stateNow } = scripted(acrossRegions().state, 'aws', (line) =>
      line.includes('describe-route-tables') && ++looks > 2 ? awsSays('UnauthorizedOperation') : usual(line),
    );
    const error = await failureOf(applyPeering(NAME, INTENT, ports, true));
    expect(error).toMatchObject({ exit: 7, code: 'provider-denied' });
    expect(peeringIn(stateNow())).toMatchObject({ id: ID });
  });
});

const GCP_NAME = 'files-apps' as Name;

/** Halves that are there, with other options than planned. */
const network = (peer: string, name: string) => ({
  peerings: [{ name, network: `https://c/v1/projects/${peer}`, state: 'ACTIVE', exportCustomRoutes: false }],
});

const gcpAnswers =
  (answers: Readonly<Record<string, Answer>>) =>
  (line: string): Answer =>
    first(line, answers) ??
    first(line, {
      'networks describe files': network('team-apps-1/global/networks/apps', GCP_NAME),
      'networks describe apps': network('team-files-1/global/networks/files', GCP_NAME),
      'peerings list': 'ACTIVE',
      'firewall-rules list': [],
    }) ??
    '';

describe('at GCP', () => {
  test('a half that was there and was only changed is not torn down, and gets its options back', async () => {
    const { state } = acrossProjects();
    const { ports, ran } = scripted(
      state,
      'gcloud',
      gcpAnswers({ 'firewall-rules create peerway-files-apps-to-apps': gcloudSays('Quota exceeded') }),
    );
    const error = await failureOf(applyPeering(GCP_NAME, INTENT, ports, false));
    expect(error).toMatchObject({ exit: 6, code: 'provider-quota' });
    expect(ran.filter((line) => line.includes('networks peerings delete'))).toEqual([]);
    expect(ran.filter((line) => line.includes('firewall-rules delete'))).toHaveLength(2);
    const updates = ran.filter((line) => line.includes('peerings update'));
    expect(updates.map((line) => line.includes(' --export-custom-routes'))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('that gcloud breaks says nothing of what was done', async () => {
    const { state } = acrossProjects();
    const crash = { stderr: 'ERROR: gcloud crashed (ConnectionError): reset by peer' };
    const { ports, stateNow, ran } = scripted(
      state,
      'gcloud',
      gcpAnswers({ 'firewall-rules create': crash }),
    );
    const error = await failureOf(applyPeering(GCP_NAME, INTENT, ports, true));
    expect(error.exit).toBe(7);
    expect(peeringIn(stateNow(), GCP_NAME)).toBeDefined();
    expect(ran.filter((line) => line.includes('delete'))).toEqual([]);
  });
});

describe('at GCP, what is there by another hand', () => {
  const SITE = 'https://c/v1/projects';
  const applyGcp = async (answers: Readonly<Record<string, Answer>>) => {
    const { ports, ran } = scripted(acrossProjects().state, 'gcloud', gcpAnswers(answers));
    return { error: await failureOf(applyPeering(GCP_NAME, INTENT, ports, false)), ran };
  };
  const changes = (ran: readonly string[]) => ran.filter((line) => / (create|update|delete) /.test(line));

  test.each([
    ['the same name with another network', 'elsewhere/global/networks/x', GCP_NAME, 'elsewhere/x'],
    ['the same network by another name', 'team-apps-1/global/networks/apps', 'by-hand', 'team-apps-1/apps'],
  ])('%s is neither changed nor deleted', async (_, peer, name, said) => {
    const answers = { 'networks describe files': network(peer, name) };
    const { error, ran } = await applyGcp(answers);
    expect(error).toMatchObject({ exit: 6, code: 'provider-name-taken' });
    expect(error.message).toContain(`${name} with ${said}`);
    expect(changes(ran)).toEqual([]);

    const taken = scripted(acrossProjects().state, 'gcloud', gcpAnswers(answers));
    await peeringRemove([GCP_NAME], INTENT, taken.ports);
    expect(changes(taken.ran)).toEqual([
      expect.stringContaining('peerings delete files-apps --network=apps --project=team-apps-1'),
    ]);
    expect(taken.shown.join('\n')).toContain(`the peering ${name} with ${said} is another one and stays`);
  });

  const rule = (more: object) => ({
    name: 'peerway-files-apps-to-files',
    network: `${SITE}/team-files-1/global/networks/files`,
    sourceRanges: ['10.5.0.0/16'],
    direction: 'INGRESS',
    allowed: [{ IPProtocol: 'all' }],
    ...more,
  });
  const ofFiles = (ran: readonly string[]) =>
    ran.filter((line) => /firewall-rules (create|update) peerway-files-apps-to-files /.test(line));

  test.each([
    ['as planned', {}, []],
    ['disabled', { disabled: true }, [expect.stringMatching(/ update .*--rules=all .*--no-disabled/)]],
    ['for TCP', { allowed: [{ IPProtocol: 'tcp' }] }, [expect.stringMatching(/ update .*--rules=all/)]],
    ['of another peering', { name: 'peerway-files-apps-to-files-x' }, [expect.stringMatching(/ create /)]],
  ])('a firewall rule that is %s', async (_, more, expected) => {
    const { ran } = await applyGcp({ 'firewall-rules list': [rule(more)] });
    expect(ofFiles(ran)).toEqual(expected);
  });

  test('a firewall rule that is one of egress is not taken for ours', async () => {
    const { error } = await applyGcp({ 'firewall-rules list': [rule({ direction: 'EGRESS' })] });
    expect(error).toMatchObject({ code: 'provider-name-taken' });
    expect(error.message).toContain('denies traffic');
  });
});

test('what is not there is gone already where it is taken away, and not there yet where it is made', () => {
  const { stderr: connection = '' } = awsSays('InvalidVpcPeeringConnectionID.NotFound');
  const { stderr: route = '' } = awsSays('InvalidRoute.NotFound');
  const { stderr: half = '' } = gcloudSays('There is no peering [files-apps] in network [files]');
  expect(awsProgram.meaningOf(connection, 'remove')).toBe('done-already');
  expect(awsProgram.meaningOf(connection, 'create')).toBe('not-yet');
  expect(awsProgram.meaningOf(route, 'remove')).toBe('done-already');
  expect(awsProgram.meaningOf(route, 'create')).toBeUndefined();
  expect(gcpProgram.meaningOf(half, 'remove')).toBe('done-already');
  expect(gcpProgram.meaningOf(half, 'create')).toBeUndefined();
});
