/** Firewall rules of others at GCP that deny traffic of a peering. */
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../src/errors.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { gcpDenyFindings } from '../../src/providers/gcp/deny-rules.ts';
import { acrossProjects, gcp, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { sceneOf } from './scenes.ts';

const FILES = 'files' as Name;
const OURS = { name: 'peerway-files-apps-to-files', allowed: [{ IPProtocol: 'all' }] };

type Fields = Readonly<Record<string, unknown>>;

const rule = (fields: Fields) => ({
  network: 'https://compute/v1/projects/team-files-1/global/networks/files',
  priority: 1000,
  direction: 'INGRESS',
  ...fields,
});

/** A rule that denies everything, unless its fields say otherwise. */
const deny = (fields: Fields) => rule({ name: 'deny', denied: [{ IPProtocol: 'all' }], ...fields });

const ours = rule({ ...OURS, sourceRanges: ['10.5.0.0/16'] });
const ours6 = rule({ ...OURS, name: `${OURS.name}-ipv6`, sourceRanges: ['fd20:5::/48'] });

async function findings(
  rules: readonly object[],
  instances: readonly object[] | 'denied' = [],
  all: readonly object[] = [ours, ours6, ...rules],
) {
  const found = await gcpDenyFindings(sceneOf(acrossProjects()), FILES, async (words) => {
    expect(words).toContain('--project=team-files-1');
    if (words.includes('firewall-rules')) return all;
    if (instances === 'denied') throw new UserError(EXIT.rolledBack, 'provider-denied', 'no', { hint: '' });
    return instances;
  });
  return found.map(({ code: _, side: __, ...rest }) => rest);
}

const UPDATE = 'gcloud compute firewall-rules update peerway-files-apps-to-files';
const END = '--project=team-files-1 --quiet';
const SHOW = `gcloud compute firewall-rules describe deny ${END}`;

describe('a denial at GCP', () => {
  test.each<[string, Fields[]]>([
    ['of a later priority', [deny({ priority: 1001, sourceRanges: ['10.0.0.0/8'] })]],
    ['of other networks', [deny({ priority: 1, sourceRanges: ['10.6.0.0/16'] })]],
    ['that is disabled', [deny({ priority: 1, disabled: true })]],
    ['in another network', [deny({ priority: 1, network: 'https://x/projects/p/global/networks/other' })]],
    ['of senders with a tag, which a peer never has', [deny({ priority: 1, sourceTags: ['web'] })]],
    [
      'after a rule that allows everything',
      [
        rule({ name: 'open', priority: 5, allowed: [{ IPProtocol: 'all' }] }),
        deny({ priority: 6 }),
        rule({ name: 'out', priority: 5, direction: 'EGRESS', allowed: [{ IPProtocol: 'all' }] }),
        deny({ name: 'last', priority: 6, direction: 'EGRESS' }),
      ],
    ],
  ])('is not found: %s', async (_, rules) => {
    expect(await findings(rules)).toEqual([]);
  });

  test('is found if it precedes, or has the same priority, with the command that precedes it', async () => {
    expect(await findings([deny({ sourceRanges: ['10.0.0.0/8'] })])).toEqual([
      {
        what: 'the firewall rule deny denies the traffic from 10.5.0.0/16 of apps',
        fix: `${UPDATE} --priority=999 ${END}`,
      },
    ]);
    const both = [deny({ name: 'b', priority: 900 }), deny({ name: 'a', priority: 400 })];
    expect(await findings(both)).toEqual([
      {
        what: 'the firewall rules a and b deny the traffic from 10.5.0.0/16 of apps',
        fix: `${UPDATE} --priority=399 ${END}`,
      },
      {
        what: 'the firewall rules a and b deny the traffic from fd20:5::/48 of apps',
        fix: `${UPDATE}-ipv6 --priority=399 ${END}`,
      },
    ]);
  });

  test('of outgoing traffic is found at any priority, with a rule that lets it pass before', async () => {
    const [out, six] = await findings([deny({ priority: 65_000, direction: 'EGRESS' })]);
    expect(out).toEqual({
      what: 'the firewall rule deny denies the traffic to 10.5.0.0/16 of apps',
      fix: `gcloud compute firewall-rules create allow-files-apps-from-files --network=files --direction=EGRESS --action=ALLOW --rules=all --destination-ranges=10.5.0.0/16 --priority=64999 ${END}`,
    });
    expect(six?.fix).toContain('create allow-files-apps-from-files-ipv6 ');
  });

  test('of priority 0 cannot be preceded, nor one that the rule of the plan does not stand against yet', async () => {
    const zero = [deny({ priority: 0, sourceRanges: ['10.5.0.0/16'] })];
    expect(await findings(zero)).toMatchObject([{ fix: SHOW }]);
    const early = [deny({ priority: 1000, sourceRanges: ['10.5.0.0/16'] })];
    expect(await findings([], [], early)).toMatchObject([{ fix: SHOW }]);
    expect(await findings([], [], [deny({ priority: 1001, sourceRanges: ['10.5.0.0/16'] })])).toEqual([]);
  });

  test.each<[string, Fields, string]>([
    ['one protocol', { denied: [{ IPProtocol: 'tcp' }] }, 'denies a part of the traffic'],
    ['a part of the network', { sourceRanges: ['10.5.7.0/24'] }, 'denies a part of the traffic'],
    ['some of its own addresses', { destinationRanges: ['10.4.7.0/24'] }, 'denies a part of the traffic'],
  ])('of %s is a note', async (_, fields, text) => {
    const found = await findings([deny({ priority: 1, sourceRanges: ['10.5.0.0/16'], ...fields })]);
    expect(found).toEqual([
      { what: `the firewall rule deny ${text} from 10.5.0.0/16 of apps`, fix: SHOW, isNote: true },
    ]);
  });

  const tagged = deny({ priority: 1, sourceRanges: ['10.5.0.0/16'], targetTags: ['web'] });
  const instance = (name: string, tag: string, network = 'files') => ({
    name,
    tags: { items: [tag] },
    serviceAccounts: [{ email: `${tag}@team.iam` }],
    networkInterfaces: [{ network: `https://x/projects/team-files-1/global/networks/${network}` }],
  });

  test('for a tag or a service account is a note about the instances that have it', async () => {
    const all = [instance('one', 'web'), instance('two', 'db'), instance('three', 'web', 'other')];
    const what = 'the firewall rule deny denies the traffic from 10.5.0.0/16 of apps for one';
    expect(await findings([tagged], all)).toEqual([{ what, fix: SHOW, isNote: true }]);
    const account = { ...tagged, targetTags: [], targetServiceAccounts: ['web@team.iam'] };
    expect(await findings([account], all)).toEqual([{ what, fix: SHOW, isNote: true }]);
    expect(await findings([tagged], [instance('two', 'db')])).toEqual([]);
  });

  test('for a tag "may" deny if the instances cannot be listed', async () => {
    expect(await findings([tagged], 'denied')).toMatchObject([
      {
        what: 'the firewall rule deny may deny the traffic from 10.5.0.0/16 of apps for instances with the tag web',
        isNote: true,
      },
    ]);
  });

  test('of a peering that is not accepted is not looked for', async () => {
    const both = withCloudVpc(
      withCloudVpc(EMPTY_STATE, 'files', { cidrs: ['10.4.0.0/16'], provider: gcp('team-files-1', 'files') }),
      'apps',
      { cidrs: ['10.5.0.0/16'], provider: gcp('team-apps-1', 'apps') },
    );
    const scene = sceneOf(peered(both, 'files', 'apps', { via: 'gcp' }));
    expect(await gcpDenyFindings(scene, FILES, async () => expect.unreachable())).toEqual([]);
  });
});
