/** The quick start of the README on real gateways, up to its ping. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks, README, section, topicFile } from '../../docs/documents.ts';
import type { Host } from '../host.ts';
import { Laboratory } from '../laboratory.ts';
import { osaka, type SitePlan, seoul, wire } from '../sites.ts';
import { manage } from './managed-host.ts';
import { Operator, operatorAddress } from './operator.ts';
import { describeDeploys } from './requirements.ts';

interface Step {
  readonly command: string;
  /** Of stdout and stderr, as the document shows them. */
  readonly output: string;
}

const quickStart = section(README, 'Quick start');

/** Returns the console commands above the first script, which is the ping. */
function stepsOf(text: string): Step[] {
  const [start = ''] = text.split('```sh');
  return codeBlocks(start, 'console').flatMap((block) =>
    block.text
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

/** The last column of a deploy names what the gateways of the laboratory lack: systemd. */
const linesOf = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.replace(/(confirmed +\d+).*/, '$1'));

const [ping] = codeBlocks(quickStart, 'sh');

test('`peerway help quickstart` has the same steps', () => {
  const commands = (text: string): string[] =>
    stepsOf(text).map(({ command }) => command.replace(' -o name', ''));
  const topic = topicFile('quickstart');
  expect(commands(topic.text)).toEqual(commands(quickStart));
  expect(codeBlocks(section(topic, 'Test it'), 'sh')[0]?.text).toBe(ping?.text);
});

describeDeploys('The quick start of the README', () => {
  let lab: Laboratory;
  let operator: Operator;
  const instances = new Map<string, Host>();

  const bootSite = async (plan: SitePlan): Promise<void> => {
    const [gateway, instance] = await Promise.all([
      lab.host(`${plan.name}-gateway`),
      lab.host(`${plan.name}-instance`),
    ]);
    await wire(plan, gateway, instance, lab.internet);
    await manage(gateway, operator, plan.gatewayWan.v4);
    instances.set(plan.name, instance);
  };

  beforeAll(async () => {
    lab = await Laboratory.open();
    operator = await Operator.create(await lab.laptop(operatorAddress), lab.peerway);
    await Promise.all([seoul, osaka].map(bootSite));
  });

  afterAll(() => lab?.close());

  test('ends with a ping across', async () => {
    for (const { command, output } of stepsOf(quickStart)) {
      const words = command.split(' ').slice(1);
      const { code, stdout, stderr } = await operator.try(words);
      expect(code, command + stderr).toBe(0);
      const shown = linesOf(output);
      for (const line of linesOf(stdout)) expect(shown).toContain(line);
    }
    for (const [name, instance] of instances) {
      const routes = await operator.try(['gateway', 'render', name, '--format', 'vpc-routes']);
      await instance.run(['ip', '-batch', '-'], { input: `${routes.stdout}\n` });
    }
    const script = ping?.text.trim().split(' ') ?? [];
    expect(await instances.get('seoul')?.run(script, { seconds: 20 })).toMatch(/ 0% packet loss/);
  });
});
