import { expect, test } from 'vitest';
import { gatewayNamed } from '../../../src/model/queries.ts';
import { candidatesFor } from '../../../src/model/rules/candidates.ts';
import { creationProblems } from '../../../src/model/rules/peering.ts';
import { threePeerings, withGateway } from '../../plans.ts';

test('candidates are the other gateways, judged by the rules of the peering itself', () => {
  const plan = (cidr: string, tunnel: string) => ({ cidrs: [cidr], tunnels: [tunnel] });
  let state = withGateway(threePeerings(), 'busan', plan('10.40.0.0/16', '10.99.40.0/24'));
  state = withGateway(state, 'clash', plan('172.31.5.0/24', '10.99.41.0/24'));
  state = withGateway(state, 'asleep', {
    ...plan('10.42.0.0/16', '10.99.42.0/24'),
    status: 'inactive',
  });
  const seoul = gatewayNamed(state, 'seoul');
  const found = candidatesFor(state, seoul);
  expect(found.map(({ gateway, problems }) => [gateway.name, problems[0]?.code])).toEqual([
    ['asleep', 'gateway-not-active'],
    ['busan', undefined],
    ['clash', 'route-conflict'],
    ['osaka', 'peering-exists'],
    ['taipei', 'peering-exists'],
    ['tokyo', 'peering-exists'],
  ]);
  for (const { gateway, problems } of found)
    expect(problems).toEqual(creationProblems({ state, requester: seoul, accepter: gateway }));
});
