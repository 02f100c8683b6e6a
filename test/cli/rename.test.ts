/** `rename` as a process. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandboxIn, seoulAndOsaka } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

let box: Sandbox;
beforeEach(async () => {
  box = sandboxIn(folderForTest());
  await seoulAndOsaka(box);
  await box.ok('peering create seoul osaka');
  await box.ok('client add seoul laptop');
});

describe('rename', () => {
  test('of a gateway says which objects follow, and asks for no deployment', async () => {
    const { stdout, stderr } = await box.run(['gateway', 'rename', 'seoul', 'seoul-1']);
    expect(stdout).toBe(
      'Gateway seoul is renamed to seoul-1\n  ~ peering seoul-osaka\n  ~ client seoul-1/laptop\n',
    );
    expect(stderr).toBe(
      'peering seoul-osaka keeps its name; to rename it, run `peerway peering rename seoul-osaka seoul-1-osaka`\n',
    );
    expect(await box.ok('gateway peers osaka -o name')).toBe('vpc-peering-seoul-1\n');
    expect(await box.ok('gateway render osaka')).toContain('# vpc-peering-seoul-1\n');
    expect(await box.ok('client list seoul-1 -o name')).toBe('laptop\n');
    await box.ok('state check');
  });

  test('of a peer of another device asks to render that one again, since it has the name', async () => {
    await box.ok('gateway create cabin --cidr 10.9.0.0/16 --endpoint 203.0.113.9 --device vyos');
    await box.ok('peering create seoul cabin');
    const renamed = await box.ok('gateway rename seoul seoul-1 -o json');
    expect(JSON.parse(renamed).renderAgain).toEqual(['cabin']);
  });

  test('with --dry-run changes nothing', async () => {
    const before = box.bytes();
    const { stdout, stderr } = await box.run(['vpc', 'rename', 'seoul', 'korea', '--dry-run']);
    expect(stdout).toBe('VPC seoul would be renamed to korea\n  ~ gateway seoul\n');
    expect(stderr).toBe('nothing was changed\n');
    const json = await box.ok('vpc rename seoul korea --dry-run -o json');
    expect(JSON.parse(json)).toEqual({
      kind: 'vpc',
      name: 'korea',
      previousName: 'seoul',
      nameAtProvider: null,
      references: [{ kind: 'gateway', name: 'seoul' }],
      renderAgain: [],
      dryRun: true,
    });
    expect(box.bytes()).toBe(before);
  });

  test.each([
    ['gateway rename seoul osaka', 5, 'There is already a gateway named osaka'],
    ['client rename seoul laptop vpc-peering-x', 2, "A client's name may not begin with vpc-peering-"],
    ['gateway rename tokyo seoul', 4, 'No gateway named "tokyo"'],
    ['vpc rename seoul Seoul', 2, '"Seoul" is not a valid VPC name'],
    ['client rename osaka laptop phone', 4, 'No client of osaka named "laptop"'],
  ])('%s exits with %i', async (line, exit, message) => {
    const before = box.bytes();
    const result = await box.run(line.split(' '));
    expect([result.exit, result.stderr]).toEqual([exit, expect.stringContaining(message)]);
    expect(box.bytes()).toBe(before);
  });

  test('to the present name changes nothing', async () => {
    const before = box.bytes();
    expect(await box.ok('peering rename seoul-osaka seoul-osaka')).toBe('Peering seoul-osaka is unchanged\n');
    expect(box.bytes()).toBe(before);
  });

  test('of a cloud VPC keeps its name at the provider, also through an export', async () => {
    await box.ok(
      'vpc create lab --provider aws --region eu-west-1 --cidr 10.8.0.0/16 --subnet web=10.8.1.0/24',
    );
    const before = await box.ok('vpc render lab --format terraform');
    const { stderr } = await box.run(['vpc', 'rename', 'lab', 'garden']);
    expect(stderr).toContain('what exists at its provider keeps the name lab');
    const lines = (text: string) => text.replaceAll(/^#.*\n/gm, '');
    expect(lines(await box.ok('vpc render garden --format terraform'))).toBe(lines(before));
    expect(await box.ok('vpc show garden')).toContain('aws, as lab');
    const { exit, stderr: taken } = await box.run(['vpc', 'add', 'lab', '--cidr', '10.9.0.0/16']);
    expect([exit, taken]).toEqual([5, expect.stringContaining('still has the name lab at its provider')]);
    const document = await box.ok('state export --with-secrets');
    const other = sandboxIn(folderForTest());
    const imported = await other.run(['state', 'import', '-', '--yes'], { input: document });
    expect(imported.exit, imported.stderr).toBe(0);
    expect(JSON.parse(await other.ok('vpc show garden -o json')).nameAtProvider).toBe('lab');
  });
});
