/** Steps that prepare a state for the examples of the help. Each example works after one of them. */
export const STEPS: readonly (readonly string[])[] = [
  [],
  ['config set owner netops', 'vpc add osaka --cidr 172.31.0.0/16'],
  [
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    'gateway create osaka --vpc osaka --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --owner bob',
    'vpc add lab --cidr 10.8.0.0/16',
    'vpc add shop --cidr 10.21.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0 --route-table rtb-0123456789abcdef0',
    'vpc add cache --cidr 192.168.0.0/20 --provider aws --account 444455556666 --region eu-west-1 --vpc-id vpc-0123456789abcdef1 --owner dragonfly',
    'vpc create harbor --provider aws --region eu-west-1 --cidr 10.24.0.0/16 --subnet apps=10.24.1.0/24',
    'vpc add files --cidr 10.4.0.0/16 --provider gcp --project team-files-1 --network files',
    'vpc add apps --cidr 10.5.0.0/16 --provider gcp --project team-apps-1 --network apps',
  ],
  ['peering create seoul osaka', 'peering create shop cache --via aws --dns'],
  [
    'peering accept seoul-osaka --as bob',
    'client add seoul laptop',
    'client config seoul laptop',
    'vpc update seoul --add-cidr 10.1.0.0/16',
    'gateway update seoul --ssh root@203.0.113.1',
    'gateway update osaka --ssh root@203.0.113.2:2222 --as bob',
    'vpc update shop --add-cidr 100.64.0.0/16',
    'peering create files apps --via gcp --duplex --export-custom-routes',
  ],
  ['gateway update osaka --owner netops --as bob', 'vpc update cache --owner netops --as dragonfly'],
  ['gateway create kyoto --cidr 192.168.88.0/24 --no-endpoint --device routeros'],
];

/** Returns true if an example did what it says. Checks exit with 8 when they find something. */
export const endsWell = (line: string, exit: number | string | undefined): boolean =>
  exit === 0 || (exit === 8 && /\b(gateway diff|peering doctor)\b/.test(line));
