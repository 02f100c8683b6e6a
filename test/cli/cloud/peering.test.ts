import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox } from '../../support/sandbox.ts';

const SHOP =
  'vpc add shop --cidr 10.1.0.0/16 --provider aws --account 111122223333 --region eu-west-1 --vpc-id vpc-11111111111111111 --route-table rtb-11111111111111111 --security-group sg-11111111111111111';

describe('a request between accounts, of which the other is known by region, CIDR, account and VPC id only', () => {
  const box = sandbox();
  beforeAll(async () => {
    await box.ok(SHOP);
    await box.ok(
      'vpc add cache --cidr 192.168.0.0/20 --provider aws --account 444455556666 --region us-east-1 --vpc-id vpc-44444444444444444 --owner dragonfly',
    );
  });

  test('is pending, and says what each side has to do', async () => {
    const out = await box.ok('peering create shop cache --via aws -o json');
    const made = JSON.parse(out);
    expect(made).toMatchObject({
      name: 'shop-cache',
      via: 'aws',
      status: 'pending-acceptance',
      requester: { gateway: null, vpc: 'shop', owner: 'netops', dns: false },
      provider: { id: null, code: null },
      changes: [{ vpc: 'shop', gains: [{ what: 'aws-peering' }] }],
    });
    const steps = await box.ok('peering render shop-cache --side cache --format steps');
    expect(steps).toContain(
      'cache is vpc-44444444444444444 in region us-east-1 of AWS account 444455556666.',
    );
    expect(steps).toContain('2. cache: accept the request of shop');
  });

  test('is in the one list, beside those of gateways', async () => {
    await box.ok('gateway create seoul --cidr 10.40.0.0/16 --endpoint 203.0.113.1');
    await box.ok('gateway create osaka --cidr 10.41.0.0/16 --endpoint 203.0.113.2');
    await box.ok('peering create seoul osaka');
    expect(await box.ok('peering list -o name')).toBe('seoul-osaka\nshop-cache\n');
    expect(await box.ok('peering list --via aws -o name')).toBe('shop-cache\n');
    expect(await box.ok('peering list --via wireguard -o name')).toBe('seoul-osaka\n');
    expect(await box.ok('peering list --mine -o name')).toBe('seoul-osaka\nshop-cache\n');
  });

  test('is for the other owner to accept, and then planned', async () => {
    const early = await box.run(['peering', 'accept', 'shop-cache', '--as', 'netops']);
    expect([early.exit, early.stderr]).toEqual([3, expect.stringContaining('for dragonfly to accept')]);
    await box.ok('vpc update cache --route-table rtb-44444444444444444 --as dragonfly');
    const late = await box.run('peering accept shop-cache --as dragonfly --dns'.split(' '));
    expect(late.exit).toBe(0);
    const [shown] = JSON.parse(await box.ok('peering list --via aws -o json'));
    expect(shown).toMatchObject({ status: 'planned', expiresAt: null, accepter: { dns: true } });
    const script = await box.ok('peering render shop-cache --side cache');
    expect(script).toContain(
      'create-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.1.0.0/16',
    );
  });

  test('keeps its VPCs from being deleted, and goes with all that it was', async () => {
    expect((await box.run('vpc delete cache --yes --as dragonfly'.split(' '))).exit).toBe(3);
    const out = await box.ok('peering delete shop-cache --yes');
    expect(out).toContain('  - delete the route to 10.1.0.0/16 of shop from rtb-44444444444444444');
    expect(out.indexOf('delete the route')).toBeLessThan(out.indexOf('delete the peering'));
    await box.ok('vpc delete cache --yes --as dragonfly');
  });

  test('is told in the log as any peering', async () => {
    const entries = JSON.parse(await box.ok('log --object peering/shop-cache -o json'));
    expect(entries.map(({ command }: { command: string }) => command)).toEqual([
      'peering delete shop-cache',
      'peering accept shop-cache',
      'peering create shop cache',
    ]);
  });
});

describe('a peering of two projects', () => {
  const box = sandbox();
  beforeAll(async () => {
    await box.ok('vpc add files --cidr 10.4.0.0/16 --provider gcp --project team-files-1 --network files');
    await box.ok('vpc add apps --cidr 10.5.0.0/16 --provider gcp --project team-apps-1 --network apps');
  });

  test('is pending until the destination confirms it, with options of its own', async () => {
    await box.ok('peering create files apps --via gcp --export-custom-routes');
    expect(await box.ok('peering list --status pending-acceptance -o name')).toBe('files-apps\n');
    await box.ok('peering accept files-apps --import-custom-routes --no-export-subnet-routes-with-public-ip');
    const shown = JSON.parse(await box.ok('peering show files-apps -o json'));
    expect(shown).toMatchObject({
      status: 'planned',
      requester: { options: { exportCustomRoutes: true, importCustomRoutes: false } },
      accepter: {
        confirmed: true,
        options: { exportSubnetRoutesWithPublicIp: false, importCustomRoutes: true },
      },
    });
  });

  test('is rejected in the plan: GCP cannot reject requests, and the owner of the half can delete it', async () => {
    await box.ok('peering delete files-apps --yes');
    await box.ok('peering create files apps --via gcp --as netops --name asked');
    const { stderr, exit } = await box.run('peering reject asked'.split(' '));
    expect([exit, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^GCP cannot reject requests: if the half of files exists there, it has no effect until (\S+) deletes it with `peerway peering delete asked --as \1 --apply`$/m,
      ),
    ]);
    await box.ok('peering delete asked --yes');
  });

  test('is planned at once where both directions are set up', async () => {
    const out = await box.ok('peering create files apps --via gcp --duplex');
    expect(out).toContain('Peering files-apps is planned');
    expect(out).not.toContain('Once it is accepted');
  });

  test('is there after an export and an import', async () => {
    const { writeFileSync } = await import('node:fs');
    const document = await box.ok('state export');
    await box.ok('peering delete files-apps --yes');
    writeFileSync(`${box.folder}/plan.json`, document);
    await box.ok('state import plan.json --yes');
    expect(JSON.parse(await box.ok('state export'))).toEqual(JSON.parse(document));
  });
});

describe('what is refused', () => {
  const box = sandbox();
  beforeAll(async () => {
    await box.ok(SHOP);
    await box.ok('vpc add files --cidr 10.1.128.0/17 --provider gcp --project team-files-1 --network files');
  });

  test('two clouds, with WireGuard gateways as the way, and every other reason at once', async () => {
    const { exit, stderr } = await box.run(['peering', 'create', 'shop', 'files', '--via', 'aws']);
    expect(exit).toBe(3);
    expect(stderr).toContain('VPC files is in GCP; AWS peers its own VPCs only');
    expect(stderr).toContain('The CIDRs of the two VPCs overlap');
    expect(stderr).toContain('  10.1.0.0/16 of VPC shop overlaps 10.1.128.0/17 of VPC files');
    expect(stderr).toContain(
      'hint: to peer them through WireGuard, run `peerway gateway create` for shop and for files',
    );
  });

  test.each([
    ['peering create shop files --duplex', '--duplex cannot be used with --via wireguard'],
    [
      'peering create shop files --via aws --export-custom-routes',
      '--export-custom-routes cannot be used with',
    ],
    ['peering create shop files --via gcp --dns', '--dns cannot be used with --via gcp'],
    ['peering create shop files --via aws --deploy', '--deploy cannot be used with --via aws'],
    ['vpc update shop --project team-files-1', '--project cannot be used with --provider aws'],
    [
      'vpc update files --provider generic --network files',
      '--network cannot be used with --provider generic',
    ],
  ])('a flag that means nothing there: %s', async (line, said) => {
    const { exit, stderr } = await box.run(line.split(' '));
    expect([exit, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test('commands of gateways for a peering of a cloud', async () => {
    await box.ok(
      'vpc add till --cidr 10.2.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-22222222222222222',
    );
    await box.ok('peering create shop till --via aws --duplex');
    const verify = await box.run(['peering', 'verify', 'shop-till']);
    expect([verify.exit, verify.stderr]).toEqual([
      3,
      expect.stringContaining('is a cloud peering (via aws)'),
    ]);
    const render = await box.run(['peering', 'render', 'shop-till', '--format', 'nftables']);
    expect([render.exit, render.stderr]).toEqual([
      2,
      expect.stringContaining('one of aws-cli, terraform, steps'),
    ]);
    const gateways = await box.run(['peering', 'render', 'shop-till', '--side', 'files']);
    expect(gateways.exit).toBe(4);
  });
});
