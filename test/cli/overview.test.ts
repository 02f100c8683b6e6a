import { beforeAll, describe, expect, test } from 'vitest';
import { largeNetwork } from '../support/large-networks.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { writeState } from '../support/state-file.ts';

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('Who is peered with whom', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('gateway create tokyo --cidr 10.3.0.0/16 --cidr 10.4.0.0/16 --endpoint 203.0.113.3');
    await box.ok('peering create seoul osaka');
    await box.ok('peering create tokyo seoul');
  });

  test('is one list, with the networks of both sides', async () => {
    const listed = JSON.parse(await box.ok('peering list -o json')) as object[];
    expect(listed).toMatchObject([
      { name: 'seoul-osaka', requester: { cidrs: ['10.0.0.0/16'] }, accepter: { cidrs: ['172.31.0.0/16'] } },
      { name: 'tokyo-seoul', requester: { cidrs: ['10.3.0.0/16', '10.4.0.0/16'] } },
    ]);
    expect(await box.ok('peering list --filter requester-cidrs=10.4.0.0/16 -o name')).toBe('tokyo-seoul\n');
    expect(parsed(await box.ok('peering show seoul-osaka -o json'))).toMatchObject({
      accepter: { cidrs: ['172.31.0.0/16'] },
    });
  });

  test.each(['gateway', 'vpc'])('is shown with each %s', async (noun) => {
    expect(await box.ok(`${noun} show seoul`)).toContain(
      [
        'peered with:',
        '  osaka  172.31.0.0/16 (peering seoul-osaka, active)',
        '  tokyo  10.3.0.0/16, 10.4.0.0/16 (peering tokyo-seoul, active)',
      ].join('\n'),
    );
    expect(parsed(await box.ok(`${noun} show seoul -o json`))['peeredWith']).toEqual([
      {
        peering: 'seoul-osaka',
        via: 'wireguard',
        status: 'active',
        gateway: 'osaka',
        vpc: 'osaka',
        cidrs: ['172.31.0.0/16'],
      },
      expect.objectContaining({ peering: 'tokyo-seoul', cidrs: ['10.3.0.0/16', '10.4.0.0/16'] }),
    ]);
  });

  test('an update shows the changed values, and changed peers as one change', async () => {
    expect(await box.ok('gateway update osaka --endpoint 203.0.113.9:443 --mtu 1380')).toBe(
      [
        'Gateway osaka is changed',
        '  endpoint     203.0.113.2:51820 -> 203.0.113.9:443',
        '  listen port  51820 -> 443',
        '  MTU          1420 -> 1380',
        'seoul:',
        '  ~ peer      vpc-peering-osaka, endpoint 203.0.113.2:51820 -> 203.0.113.9:443',
        '',
      ].join('\n'),
    );
    const shown = await box.ok('vpc update tokyo --add-cidr 10.5.0.0/16 --remove-cidr 10.4.0.0/16');
    expect(shown).toContain('VPC tokyo is changed\n  CIDRs  + 10.5.0.0/16 - 10.4.0.0/16\n');
    expect(shown).toContain('  ~ peer      vpc-peering-tokyo, AllowedIPs + 10.5.0.0/16 - 10.4.0.0/16\n');
    expect(shown).not.toMatch(/[+-] peer/);
    const json = parsed(await box.ok('vpc update tokyo --location tokyo-dc -o json'));
    expect(json).toMatchObject({
      updated: [{ field: 'location', before: null, after: 'tokyo-dc' }],
      changes: [],
      renderAgain: [],
    });
  });
});

describe('A change of a hub with 40 spokes', () => {
  const box = sandbox();
  const spokes = Array.from({ length: 39 }, (_, at) => `gw${at + 2}`);
  beforeAll(() => writeState(box.state, largeNetwork(41, 'hub')));

  test('lists the first five gateways, and counts the others', async () => {
    const { stdout, stderr } = await box.run(['vpc', 'update', 'gw0', '--add-cidr', '172.31.0.0/16']);
    expect(stdout).toContain('\nand 35 more gateways; to list all changes, use -o json\n');
    expect(stdout.split('\n').length).toBeLessThan(50);
    expect(stderr).toMatch(/^(?:to render \S+ again, run `peerway gateway render \S+`\n){5}/);
    expect(stderr).toMatch(/\nand 35 more; to list all, use -o name\n$/);
  });

  test('lists all of them with -o name, and in JSON', async () => {
    const names = await box.ok('gateway update gw0 --endpoint 192.0.2.9 -o name');
    expect(names.split('\n').filter(Boolean).sort()).toEqual(['gw0', ...spokes].sort());
    const json = parsed(await box.ok('gateway update gw0 --endpoint 192.0.2.10 -o json'));
    expect([...(json['renderAgain'] as string[])].sort()).toEqual([...spokes].sort());
    expect(json['changes']).toHaveLength(39);
  });

  test('shows 20 of its peerings, and counts the others', async () => {
    const shown = await box.ok('gateway show gw0');
    expect(shown).toContain('  and 19 more; to list all, run `peerway peering list`\n');
    expect(shown.split('\n').length).toBeLessThan(150);
  });
});
