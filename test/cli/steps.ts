/** What has to be there for an example to make sense, one step after the other. */
export const STEPS: readonly (readonly string[])[] = [
  [],
  ['vpc add osaka --cidr 172.31.0.0/16'],
  [
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    'gateway create osaka --vpc osaka --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --owner bob',
    'vpc add lab --cidr 10.8.0.0/16',
  ],
  ['peering create seoul osaka'],
  [
    'peering accept seoul-osaka --as bob',
    'client add seoul laptop',
    'client config seoul laptop',
    'vpc update seoul --add-cidr 10.1.0.0/16',
    'config set owner netops',
    'gateway update seoul --ssh root@203.0.113.1',
    'gateway update osaka --ssh root@203.0.113.2:2222',
  ],
];

/** Whether an example has done what it says: finding differences is what `gateway diff` is for. */
export const endsWell = (line: string, exit: number | string | undefined): boolean =>
  exit === 0 || (exit === 3 && /\bgateway diff\b/.test(line));
