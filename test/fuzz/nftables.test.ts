import { expect, test } from 'vitest';
import { type Cidr, familyOf, hostCidr, type Ip, prefixOf, readCidr } from '../../src/model/address/cidr.ts';
import { parseIp } from '../../src/model/address/parse.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { type InterfaceName, parseInterfaceName } from '../../src/model/values.ts';
import { render } from '../../src/render/formats.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { Host } from '../lab/host.ts';
import { describeLab } from '../lab/requirements.ts';
import { randomFor } from '../support/random.ts';
import { undotted } from './ipv6-dots.ts';
import { accepted, randomPlan } from './plan.ts';

interface Match {
  readonly match?: {
    readonly right: string | { readonly prefix: { readonly addr: string; readonly len: number } };
  };
}

interface Listing {
  readonly nftables: readonly { readonly rule?: { readonly expr: readonly Match[] } }[];
}

const word = (network: Cidr): string => (familyOf(network) === 4 ? 'ip' : 'ip6');

describeLab('what is accepted, in nftables', () => {
  test(
    'networks, addresses and interfaces are what they were typed as',
    async () => {
      const random = randomFor('nft');
      const count = FULL ? 4000 : 200;
      const networks = Array.from({ length: count }, () =>
        random.below(2) === 0
          ? (accepted(random, 'cidr', (text) => readCidr(text), Boolean) as Cidr)
          : hostCidr(accepted(random, 'ip', (text) => parseIp(text)) as Ip),
      ).filter((network) => prefixOf(network) > 0);
      const interfaces = Array.from({ length: count }, () =>
        accepted(random, 'interface', parseInterfaceName),
      );
      const host = await Host.boot('nft');
      try {
        const rules = [
          ...networks.map((network) => `${word(network)} saddr ${network} accept`),
          ...interfaces.map((name) => `iifname "${name}" accept`),
        ];
        const input = `table inet fuzz {\n chain c {\n  ${rules.join('\n  ')}\n }\n}\n`;
        await host.run(['nft', '-f', '-'], { input, seconds: 120 });
        const listing = JSON.parse(
          await host.run(['nft', '-j', 'list', 'table', 'inet', 'fuzz'], { seconds: 120 }),
        ) as Listing;
        const theirs = listing.nftables.flatMap(({ rule }) => (rule ? [undotted(rightOf(rule.expr))] : []));
        expect(theirs).toEqual([...networks.map(shortened), ...(interfaces as InterfaceName[])]);
        console.log(`nft: ${rules.length} networks, addresses and interfaces read back`);
      } finally {
        await host.shutdown();
      }
    },
    PATIENCE,
  );

  test(
    'random plans pass its check',
    async () => {
      const random = randomFor('nft plans');
      const plans = FULL ? 60 : 4;
      const host = await Host.boot('nft');
      try {
        for (let plan = 0; plan < plans; plan++) {
          const state = randomPlan(random);
          for (const name of state.gateways.keys()) {
            const [file] = render(desiredGateway(state, name), 'nftables', { secrets: true }).files;
            await host.run(['nft', '-c', '-f', '-'], { input: file?.text ?? '' });
          }
        }
        console.log(`nft: ${plans} random plans of three gateways checked`);
      } finally {
        await host.shutdown();
      }
    },
    PATIENCE,
  );
});

/** The value that a rule compares with. The family's own match, which nft puts before some, has numbers for it. */
function rightOf(expressions: readonly Match[]): string {
  const right = expressions
    .map(({ match }) => match?.right)
    .filter(Boolean)
    .at(-1);
  return typeof right === 'object' ? `${right.prefix.addr}/${right.prefix.len}` : String(right);
}

/** nft shows a network of one address as the address. */
const shortened = (network: Cidr): string =>
  network.replace(familyOf(network) === 4 ? /\/32$/ : /\/128$/, '');
