/** Values that change after their creation, and what has to follow. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandboxIn, seoulAndOsaka } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

let box: Sandbox;
beforeEach(async () => {
  box = sandboxIn(folderForTest());
  await seoulAndOsaka(box);
});

const json = async (line: string) => JSON.parse(await box.ok(`${line} -o json`));
const failing = async (line: string) => {
  const { exit, stderr } = await box.run([...line.split(' '), '-o', 'json']);
  return { exit, error: JSON.parse(stderr).error };
};

describe('gateway update', () => {
  test('unsets values, by --unset or an empty value', async () => {
    await box.ok('gateway update seoul --ssh root@seoul.example');
    expect((await json('gateway show seoul')).ssh).toBe('root@seoul.example');
    expect((await box.run(['gateway', 'update', 'seoul', '--ssh', ''])).stdout).toContain(
      'root@seoul.example -> none',
    );
    expect((await json('gateway show seoul')).ssh).toBe(null);
    await box.ok('gateway update seoul --ssh root@seoul.example --label env=prod,team=net');
    await box.ok('gateway update seoul --unset ssh lan-address label');
    expect(await json('gateway show seoul')).toMatchObject({ ssh: null, lanAddresses: [], labels: {} });
    expect(await failing('gateway update seoul --ssh a@b --unset ssh')).toMatchObject({ exit: 2 });
    expect(await failing('gateway update seoul --unset shh')).toMatchObject({
      exit: 2,
      error: { hint: expect.stringContaining('did you mean ssh?') },
    });
  });

  test('names the place of the private key as gateway show does', async () => {
    const line = 'gateway update seoul --public-key hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=';
    const dry = `${line} --dry-run`;
    expect(await box.ok(dry)).toMatch(/^ +private key +in the state -> kept by the operator$/m);
    expect((await json(dry)).updated).toContainEqual({
      field: 'privateKey',
      before: 'stored',
      after: 'operator',
    });
  });

  test('with a status says what it means for the peerings and clients', async () => {
    await box.ok('peering create seoul osaka');
    await box.ok('client add seoul laptop');
    const { stderr } = await box.run(['gateway', 'update', 'seoul', '--status', 'inactive']);
    expect(stderr).toBe(`warning: seoul gets no new peerings while it is inactive
warning: the traffic of its 1 peering and 1 client continues, also after a deployment
warning: to stop the traffic of a peering, run \`peerway peering disable seoul-osaka\`
`);
  });

  test('shows values as they are written, and names no gateway whose files stay as they are', async () => {
    await box.ok('peering create seoul osaka');
    expect(await box.ok('gateway update seoul --client-to-client on')).toContain(
      'client to client  off -> on',
    );
    expect(await box.ok('vpc update osaka --provider aws')).not.toContain('routeTables');
    expect(await json('gateway update osaka --device vyos')).toMatchObject({ renderAgain: ['osaka'] });
  });

  test('names the gateways to deploy, and only the clients whose configuration it makes stale', async () => {
    await box.ok('peering create seoul osaka');
    await box.ok('client add seoul laptop');
    await box.ok('client add seoul phone');
    await box.ok('client config seoul laptop');
    expect(await json('gateway update seoul --endpoint 203.0.113.9')).toMatchObject({
      renderAgain: ['osaka'],
      clientsAgain: [{ gateway: 'seoul', client: 'laptop' }],
    });
    // It is stale already, and this change concerns only the gateway.
    expect(await json('gateway update seoul --lan-address 10.0.0.9')).toMatchObject({
      renderAgain: ['seoul'],
      clientsAgain: [],
    });
    const { stderr } = await box.run(['vpc', 'update', 'osaka', '--add-cidr', '10.77.0.0/16']);
    expect(stderr).toContain(
      'client laptop of seoul needs a new configuration; run `peerway client config seoul laptop`',
    );
  });
});

describe('labels', () => {
  test('of VPCs and gateways are shown, filtered, changed, exported and imported', async () => {
    await box.ok('vpc add lab --cidr 10.8.0.0/16 --label env=test --label team=net');
    await box.ok('gateway update seoul --label env=prod');
    expect((await json('vpc show lab')).labels).toEqual({ env: 'test', team: 'net' });
    expect(await box.ok('vpc list --filter labels=env=test -o name')).toBe('lab\n');
    expect(await box.ok('gateway list --filter labels=env=prod --columns name,labels')).toMatch(
      /^NAME +LABELS\nseoul +env=prod\n$/,
    );
    await box.ok('vpc update lab --label env=prod --remove-label team');
    expect((await json('vpc show lab')).labels).toEqual({ env: 'prod' });
    expect(await failing('vpc update lab --remove-label team')).toMatchObject({ exit: 4 });
    expect(await failing('vpc update lab --label Env=prod')).toMatchObject({ exit: 2 });
    const other = sandboxIn(folderForTest());
    const input = await box.ok('state export --with-secrets');
    expect((await other.run(['state', 'import', '-', '--yes'], { input })).exit).toBe(0);
    expect(JSON.parse(await other.ok('vpc show lab -o json')).labels).toEqual({ env: 'prod' });
  });

  test.each(['vpc', 'gateway'])('of a %s that contradict each other are rejected', async (noun) => {
    const name = noun === 'vpc' ? 'lab' : 'seoul';
    if (noun === 'vpc') await box.ok('vpc add lab --cidr 10.8.0.0/16');
    const make =
      noun === 'vpc' ? 'vpc add new --cidr 10.9.0.0/16' : 'gateway create new --vpc seoul --no-endpoint';
    const before = box.bytes();
    for (const line of [
      `${noun} update ${name} --label a=1 --remove-label a`,
      `${noun} update ${name} --remove-label b,a --label c=1,a=1`,
      `${noun} update ${name} --label a=1 --label a=2`,
      `${make} --label a=1,b=1,a=2`,
    ])
      expect(await failing(line)).toMatchObject({
        exit: 2,
        error: {
          message: expect.stringMatching(/^--label a=\d cannot be used with --(remove-label a|label a=\d)$/),
        },
      });
    expect(box.bytes()).toBe(before);
    await box.ok(`${noun} update ${name} --label a=1 --label a=1`);
    await box.ok(`${noun} update ${name} --label b=1 --remove-label a --remove-label a`);
    expect((await json(`${noun} show ${name}`)).labels).toEqual({ b: '1' });
  });
});

describe('vpc update', () => {
  test('unsets the location and ids', async () => {
    await box.ok(
      'vpc add shop --cidr 10.21.0.0/16 --location eu --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0 --route-table rtb-0123456789abcdef0',
    );
    await box.ok('vpc update shop --unset location route-table vpc-id');
    const { location, provider } = await json('vpc show shop');
    expect([location, provider]).toEqual([
      null,
      { kind: 'aws', region: 'eu-west-1', routeTables: [], securityGroups: [] },
    ]);
  });

  test('and vpc show call the ids of a provider by their names', async () => {
    const ids = '--provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0';
    await box.ok('vpc add shop --cidr 10.8.0.0/16');
    expect(await box.ok(`vpc update shop ${ids} --route-table rtb-0123456789abcdef0`)).toMatch(
      /^ +route tables +\+ rtb-0123456789abcdef0\n.*\n +VPC ID +none -> vpc-0123456789abcdef0$/m,
    );
    expect(await box.ok('vpc show shop')).toMatch(/^ *VPC ID +vpc-0123456789abcdef0$/m);
    await box.ok(
      'vpc add files --cidr 10.9.0.0/16 --provider gcp --project files-prod --network main --auto-mode',
    );
    expect(await box.ok('vpc show files')).toMatch(/^ *auto mode +on$/m);
    expect((await json('vpc show files')).provider.autoMode).toBe(true);
  });

  test('cannot unset the identity of a peered VPC', async () => {
    for (const digit of ['0', '1'])
      await box.ok(
        `vpc add shop${digit} --cidr 10.2${digit}.0.0/16 --provider aws --account 111122223333 --region eu-west-1 --vpc-id vpc-0123456789abcdef${digit}`,
      );
    await box.ok('peering create shop0 shop1 --via aws');
    expect(await failing('vpc update shop0 --unset vpc-id')).toMatchObject({
      exit: 3,
      error: { problems: [{ code: 'provider-in-use' }] },
    });
  });
});

describe('location delete', () => {
  test('resets a location, unless VPCs are in it', async () => {
    await box.ok('location set eu --vpn-gateway off');
    await box.ok('vpc add lab --cidr 10.8.0.0/16 --location eu');
    expect(await failing('location delete eu --yes')).toMatchObject({ exit: 3 });
    await box.ok('vpc update lab --unset location');
    await box.ok('location delete eu --yes');
    expect(await json('location list')).toEqual([]);
    expect(await failing('location delete eu --yes')).toMatchObject({ exit: 4 });
    await box.ok('location delete eu --yes --if-exists');
  });
});

describe('client update', () => {
  test('sets DNS servers and search domains of the configuration', async () => {
    await box.ok('client add seoul laptop --dns 10.0.0.2');
    expect(await box.ok('client config seoul laptop')).toContain('\nDNS = 10.0.0.2\n');
    const updated = await json('client update seoul laptop --search-domain corp.example');
    expect(updated).toMatchObject({
      dns: ['10.0.0.2'],
      searchDomains: ['corp.example'],
      config: 'stale',
      renderAgain: [],
      clientsAgain: [{ gateway: 'seoul', client: 'laptop' }],
    });
    expect(await box.ok('client config seoul laptop')).toContain('\nDNS = 10.0.0.2, corp.example\n');
    expect((await json('client show seoul laptop')).config).toBe('current');
    expect(await failing('client update seoul laptop --unset dns')).toMatchObject({
      exit: 3,
      error: { problems: [{ code: 'dns-server-missing' }] },
    });
    await box.ok('client update seoul laptop --unset dns search-domain');
    expect(await box.ok('client config seoul laptop')).not.toContain('DNS');
  });

  test('warns about a DNS server outside of the networks of the client', async () => {
    const { stderr } = await box.run(['client', 'add', 'seoul', 'laptop', '--dns', '10.0.0.2', '9.9.9.9']);
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      'warning: the DNS server 9.9.9.9 is not in a network that laptop reaches through seoul: queries to it do not go through the tunnel',
    ]);
  });

  test('disables a client, which leaves the peers of the gateway, and enables it again', async () => {
    await box.ok('client add seoul laptop');
    const { stdout, stderr } = await box.run('client update seoul laptop --status disabled'.split(' '));
    expect(stdout).toContain('- peer      laptop');
    expect(stderr).toContain('warning: laptop can connect until the change is deployed to seoul');
    expect(await box.ok('gateway render seoul')).not.toContain('# laptop');
    expect(await box.ok('client list --filter config=disabled -o name')).toBe('laptop\n');
    expect(await failing('client config seoul laptop')).toMatchObject({
      exit: 3,
      error: { hint: 'run `peerway client update seoul laptop --status active`' },
    });
    // Its address stays its own.
    await box.ok('client add seoul phone');
    expect((await json('client show seoul phone')).addresses).toEqual(['10.99.1.3']);
    await box.ok('client update seoul laptop --status active');
    expect(await box.ok('gateway render seoul')).toContain('# laptop');
  });

  test('gives an expired client another expiration', async () => {
    await box.ok('client add seoul laptop --expires 1m');
    const path = ['client', 'update', 'seoul', 'laptop'];
    expect((await box.run([...path, '--expires', 'never'])).exit).toBe(0);
    expect((await json('client show seoul laptop')).expiresAt).toBe(null);
    expect((await box.run([...path, '--expires', '2020-01-01'])).exit).toBe(2);
    expect((await box.run([...path])).exit).toBe(2);
  });

  test('keeps disabled clients, DNS and labels through an export and an import', async () => {
    await box.ok('client add seoul laptop --dns 10.0.0.2 --search-domain corp.example');
    await box.ok('client config seoul laptop');
    await box.ok('client update seoul laptop --status disabled');
    await box.ok('peering create seoul osaka');
    await box.ok('peering disable seoul-osaka');
    const input = await box.ok('state export --with-secrets');
    const other = sandboxIn(folderForTest());
    const imported = await other.run(['state', 'import', '-', '--yes'], { input });
    expect(imported.exit, imported.stderr).toBe(0);
    expect(JSON.parse(await other.ok('state export --with-secrets'))).toEqual(JSON.parse(input));
  });
});

describe('peering disable', () => {
  test('stops the traffic and keeps addresses and key; enable gives the same configuration', async () => {
    await box.ok('peering create seoul osaka');
    const before = await box.ok('gateway render seoul');
    const { stdout, stderr } = await box.run(['peering', 'disable', 'seoul-osaka']);
    expect(stdout).toMatch(/^Peering seoul-osaka is disabled\nseoul:\n {2}- address/);
    expect(stderr).toContain('to render osaka again, run `peerway gateway render osaka`');
    expect(await box.ok('gateway render seoul')).not.toContain('[Peer]');
    expect(await box.ok('peering list --status disabled -o name')).toBe('seoul-osaka\n');
    await box.ok('client add seoul laptop');
    expect((await json('client show seoul laptop')).addresses).toEqual(['10.99.1.3']);
    await box.ok('client delete seoul laptop --yes');
    await box.ok('peering enable seoul-osaka');
    expect(await box.ok('gateway render seoul')).toBe(before);
    expect(await box.ok('peering enable seoul-osaka')).toContain('Peering seoul-osaka is already active');
  });

  test('validates again when it is enabled, and its networks stay reserved meanwhile', async () => {
    await box.ok('peering create seoul osaka');
    await box.ok('peering disable seoul-osaka');
    expect(await failing('vpc update osaka --add-cidr 10.0.7.0/24')).toMatchObject({ exit: 3 });
    await box.ok('gateway update osaka --status inactive');
    expect(await failing('peering enable seoul-osaka')).toMatchObject({
      exit: 3,
      error: { problems: [{ code: 'gateway-not-active' }] },
    });
    for (const verb of ['render', 'verify'])
      expect(await failing(`peering ${verb} seoul-osaka`)).toMatchObject({
        exit: 3,
        error: { hint: 'run `peerway peering enable seoul-osaka`' },
      });
  });

  test('is the decision of each owner for their side', async () => {
    await box.ok('gateway update osaka --owner bob');
    await box.ok('peering create seoul osaka');
    expect(await failing('peering disable seoul-osaka')).toMatchObject({ exit: 3 });
    await box.ok('peering accept seoul-osaka --as bob');
    await box.ok('peering disable seoul-osaka --as bob');
    await box.ok('peering disable seoul-osaka');
    const { stdout, stderr } = await box.run(['peering', 'enable', 'seoul-osaka']);
    expect(stdout).toContain('is disabled');
    expect(stderr).toContain('seoul-osaka stays disabled until bob enables it, too');
    expect(await box.ok('peering enable seoul-osaka --as bob')).toContain('is active');
  });

  test('is rejected for a cloud peering, with a reason', async () => {
    for (const digit of ['0', '1'])
      await box.ok(
        `vpc add shop${digit} --cidr 10.2${digit}.0.0/16 --provider aws --account 111122223333 --region eu-west-1 --vpc-id vpc-0123456789abcdef${digit}`,
      );
    await box.ok('peering create shop0 shop1 --via aws --duplex');
    expect(await failing('peering disable shop0-shop1')).toMatchObject({
      exit: 3,
      error: {
        problems: [
          {
            code: 'cannot-disable',
            message: 'Peering shop0-shop1 is via AWS, which can only delete a peering, not disable it',
          },
        ],
      },
    });
  });
});

describe('--dry-run', () => {
  test.each([
    ['gateway create lab --cidr 10.8.0.0/16 --endpoint 203.0.113.8', 'Create gateway lab (dry run)'],
    ['gateway update seoul --mtu 1300', 'Gateway seoul would be changed'],
    ['gateway delete seoul', 'Delete gateway seoul (dry run)'],
    ['gateway peer delete seoul vpc-peering-osaka', 'Delete peering seoul-osaka on both sides (dry run)'],
    ['vpc add lab --cidr 10.8.0.0/16', 'Add VPC lab (dry run)'],
    ['vpc update seoul --location eu', 'VPC seoul would be changed'],
    ['client add seoul phone', 'Add client phone to seoul (dry run)'],
    ['client update seoul laptop --expires 2d', 'Client laptop of seoul would be changed'],
    ['client delete seoul laptop', 'Delete client laptop of seoul (dry run)'],
    ['peering disable seoul-osaka', 'Peering seoul-osaka would be disabled'],
    ['peering delete seoul-osaka', 'Delete peering seoul-osaka on both sides (dry run)'],
    ['location set eu --vpn-gateway off', 'VPN gateways would be off in eu'],
    ['config set tunnel-pool 10.254.0.0/16', 'tunnel-pool would be 10.254.0.0/16, in the state'],
    ['config set output json', 'output would be json, in your preferences'],
  ])('%s: %s', async (line, first) => {
    await box.ok('peering create seoul osaka');
    await box.ok('client add seoul laptop');
    const before = box.bytes();
    const { exit, stdout, stderr } = await box.run([...line.split(' '), '--dry-run']);
    expect([exit, stdout.split('\n')[0]]).toEqual([0, first]);
    expect(stderr).toMatch(/(^|\n)nothing was changed\n$/);
    expect(box.bytes()).toBe(before);
    expect(await box.ok('config get output')).toBe('');
  });

  test('reports what the command would reject', async () => {
    expect(await failing('vpc delete seoul --dry-run')).toMatchObject({ exit: 3 });
    expect(await failing('peering delete seoul-osaka --deploy --dry-run')).toMatchObject({ exit: 2 });
  });
});
