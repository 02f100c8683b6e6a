/** The guided way to a working peering at AWS, with the real `aws` and moto; `../terminal/prompts/cloud.test.ts` is a short version. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { answers, answersOf, peerway, play, type Step, withoutQuestions } from '../terminal/dialogue.ts';
import { type Aws, awsIn, heldBy, makeSite, type Site } from './aws-site.ts';
import { ACCOUNTS, type Moto, startMoto } from './moto.ts';
import { describeLongCloud } from './requirements.ts';

const folder = folderForFile('guided');
/** Milliseconds for a screen that waits for several runs of `aws`. */
const PATIENCE = 180_000;

describeLongCloud('prompts at AWS', ['aws', 'moto_server'], () => {
  const box = sandbox();
  let moto: Moto;
  let aws: Aws;
  let shop: Site;
  let cache: Site;
  let theirs: Site;

  beforeAll(async () => {
    moto = await startMoto(folder);
    writeFileSync(join(folder, 'config'), '');
    aws = awsIn(moto.env);
    [shop, cache, theirs] = await Promise.all([
      makeSite(aws, 'seoul', 'eu-west-1', ['10.21.0.0/16']),
      makeSite(aws, 'seoul', 'us-east-1', ['10.22.0.0/16']),
      makeSite(aws, 'osaka', 'us-east-1', ['192.168.0.0/20']),
    ]);
    for (const [site, name] of [
      [shop, 'shop'],
      [cache, 'cache'],
    ] as const)
      await aws(site, `ec2 create-tags --resources ${site.provider.vpcId} --tags Key=Name,Value=${name}`);
    await box.ok('config set owner netops');
  });
  afterAll(() => moto?.stop());

  const guided = async (line: string, steps: readonly Step[]) => {
    const terminal = peerway(box, line, {
      env: { ...moto.env, AWS_PROFILE: 'seoul' },
      columns: 480,
      patience: PATIENCE,
    });
    await play(terminal, steps);
    expect(await terminal.exit, terminal.all()).toBe(0);
    expect(answers(terminal)).toEqual(answersOf(steps));
    return terminal;
  };
  const yes = (question: string): Step => [question, '', 'Yes'];
  const rules = (cidr: string, name: string) => [
    'connection active',
    ...Array(2).fill(`route ${cidr} active`),
    `rule ${cidr} peerway:${name}`,
  ];

  test('two VPCs are selected from those that AWS shows, peered in both directions, and set up', async () => {
    for (const [name, region, site] of [
      ['shop', 'eu-west-1', shop],
      ['cache', 'us-east-1', cache],
    ] as const) {
      const terminal = await guided('vpc add --provider aws', [
        ['Region of the VPC (default: that of your aws configuration)', region],
        ['Which VPC at AWS do you want to add?', name],
        ['VPC name', '', name],
        yes(`Add VPC ${name}?`),
      ]);
      const { vpcId, routeTables, securityGroups } = site.provider;
      const spoken = withoutQuestions(terminal);
      expect(spoken).toContain(`peerway vpc add ${name} --provider aws --region ${region} --cidr 10.2`);
      for (const id of [vpcId, ...routeTables, ...securityGroups]) expect(spoken).toContain(id);
    }
    await guided('peering create --via aws', [
      ['Which VPC do you want to peer?', 'shop'],
      ['Which VPC do you want to peer with shop?', '', 'cache'],
      ['Which directions do you want to set up?', '', 'both at once'],
      ['Do you want to set it up at AWS now?', '', 'yes, at AWS'],
      yes('Peer shop and cache?'),
    ]);
    expect(JSON.parse(await box.ok('peering show shop-cache -o json'))).toMatchObject({ status: 'active' });
    expect((await heldBy(aws, shop)).sort()).toEqual(rules('10.22.0.0/16', 'shop-cache'));
    expect((await heldBy(aws, cache)).sort()).toEqual(rules('10.21.0.0/16', 'shop-cache'));
  });

  test('a request that only AWS has is offered, and accepted there', async () => {
    const made = (await aws(
      theirs,
      `ec2 create-vpc-peering-connection --vpc-id ${theirs.provider.vpcId} --peer-vpc-id ${shop.provider.vpcId} --peer-owner-id ${ACCOUNTS.seoul} --peer-region eu-west-1`,
    )) as unknown as { VpcPeeringConnection: { VpcPeeringConnectionId: string } };
    const id = made.VpcPeeringConnection.VpcPeeringConnectionId;
    const { vpcId } = theirs.provider;
    const terminal = await guided('peering accept', [
      ['Which request do you want to accept?', '192.168.', id],
      yes(`Accept the request of ${vpcId} as peering ${vpcId}-shop?`),
    ]);
    expect(withoutQuestions(terminal)).toBe(`peerway peering accept ${id} --apply --yes`);
    expect(terminal.all()).toContain(`Peering ${vpcId}-shop is active (${id})`);
    expect((await heldBy(aws, shop)).filter((line) => line.includes('192.168.')).sort()).toEqual(
      rules('192.168.0.0/20', `${vpcId}-shop`).slice(1),
    );
  });
});
