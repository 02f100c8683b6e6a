/** Every command, one after the other, on a state that was imported with known keys. */

export interface Step {
  readonly line: string;
  /** The exit status (default: 0). */
  readonly exit?: number;
  /** True if the command is meant to print keys. */
  readonly printsKeys?: boolean;
  /** The folder in which the command is meant to write keys. */
  readonly writesKeys?: string;
  /** True if the command sends keys to a gateway, through a pipe to ssh. */
  readonly sendsKeys?: boolean;
  /** Words before the command line: a program that runs it. */
  readonly under?: readonly string[];
  /** More variables. */
  readonly env?: Readonly<Record<string, string>>;
}

const FORMATS = ['table', 'json', 'yaml', 'name'] as const;

const OF_LISTS = [
  'gateway list',
  'gateway peers seoul',
  'client list',
  'vpc list',
  'peering list',
  'location list',
  'plan check',
  'plan list',
  'plan suggest --prefix 24',
  'config list',
  'state backups',
];

const OF_OBJECTS = [
  'gateway show seoul',
  'client show seoul laptop',
  'vpc show seoul',
  'peering show seoul-osaka',
  'peering create osaka tokyo --dry-run',
  'state check',
  'state path',
  'config get owner',
];

/** Reading commands that find something: the LAN address of seoul is one that AWS reserves. */
const FINDINGS = ['state check'];

const read = (lines: readonly string[], formats: readonly string[]): Step[] =>
  lines.flatMap((line) =>
    formats.map((format) => ({
      line: `${line} -o ${format}`,
      ...(FINDINGS.includes(line) ? { exit: 8 } : {}),
    })),
  );

/** Commands that read, in every format, or only in the most detailed one. */
export const looking = (thorough: boolean): Step[] => [
  ...read([...OF_LISTS, ...OF_OBJECTS], thorough ? FORMATS : ['json']),
  ...(thorough ? [] : read(['gateway list'], ['table', 'yaml', 'name'])),
  { line: 'peering render seoul-osaka --format wg-quick' },
  { line: 'peering render seoul-osaka --format json -o json' },
  { line: 'peering render seoul-osaka --format networkd --side osaka' },
  { line: 'gateway render seoul --format nftables' },
  { line: 'state export' },
  { line: 'gateway --help' },
  ...['bash', 'zsh', 'fish'].map((shell) => ({ line: `completion ${shell}` })),
];

/** Commands that are meant to print or write keys. */
export const SHOWING: readonly Step[] = [
  { line: 'gateway render seoul', printsKeys: true },
  { line: 'gateway render seoul --format wg -o json', printsKeys: true },
  { line: 'gateway render seoul --format networkd', printsKeys: true },
  { line: 'gateway render seoul --format json', printsKeys: true },
  { line: 'gateway render seoul --format all --out rendered/new', writesKeys: 'rendered/new' },
  { line: 'gateway render seoul --format wg-quick --out rendered/old -o json', writesKeys: 'rendered/old' },
  { line: 'client config seoul laptop', printsKeys: true },
  { line: 'client config seoul laptop -o json', printsKeys: true },
  { line: 'state export --with-secrets', printsKeys: true },
];

/** Commands that change the state, in an order that makes sense. */
export const CHANGING: readonly Step[] = [
  { line: 'location set new-dc --vpn-gateway on' },
  { line: 'vpc add new --cidr 10.200.0.0/16 --location new-dc' },
  { line: 'peering refresh -o json' },
  { line: 'vpc import --from-aws --region eu-west-1 --file vpcs.json -o json' },
  { line: 'vpc delete shop --yes' },
  { line: 'vpc update new --add-cidr 10.201.0.0/16 -o json' },
  { line: 'gateway create new --vpc new --endpoint 203.0.113.99 -o json' },
  { line: 'gateway update new --lan-address 10.200.0.2 -o yaml' },
  { line: 'client add new phone -o json' },
  { line: 'client add new tablet' },
  { line: 'client config new phone --qr' },
  { line: 'peering create new seoul -o json' },
  { line: 'peering create new osaka --name asked --request -o yaml' },
  { line: 'peering accept asked -o json' },
  { line: 'peering reject seoul-busan --as team_b -o json' },
  { line: 'gateway update new --ssh root@new.example' },
  { line: 'gateway update seoul --ssh root@seoul.example --lan-address 10.0.0.20' },
  { line: 'state check -o json' },
  { line: 'gateway diff new -o json', exit: 8, sendsKeys: true },
  { line: 'gateway diff new', exit: 8, sendsKeys: true },
  { line: 'gateway status new seoul -o json', sendsKeys: true },
  { line: 'gateway deploy new --yes -o json', sendsKeys: true },
  { line: 'peering verify new-seoul -o json', sendsKeys: true },
  { line: 'client delete new tablet --yes' },
  { line: 'gateway peer delete new phone --yes' },
  { line: 'peering delete asked --yes -o json' },
  { line: 'gateway delete new --yes -o json' },
  { line: 'vpc delete new --yes' },
  { line: 'config set tunnel-pool 10.254.0.0/16' },
  { line: 'config unset tunnel-pool' },
  { line: 'state restore 20 --yes -o json' },
  { line: 'state import plan.json --yes -o json' },
  {
    line: 'gateway import adopted --file wg.conf --interface wg0 --cidr 10.204.0.0/16 --endpoint 203.0.113.97 -o json',
  },
  { line: 'gateway show adopted -o json' },
  { line: 'gateway delete adopted --yes' },
  {
    line: 'gateway import adopted --file wg.conf --interface wg0 --cidr 10.204.0.0/16 --endpoint 203.0.113.97 --with-key --client 10.99.77.5/32=laptop',
  },
  { line: 'gateway import live --ssh root@live.example --cidr 10.205.0.0/16 --endpoint 203.0.113.96' },
  { line: 'gateway delete adopted live --yes' },
  { line: 'vpc delete adopted live --yes' },
  ...[
    ['gateway', 'seoul'],
    ['vpc', 'seoul'],
    ['peering', 'seoul-osaka'],
    ['client', 'laptop'],
  ].flatMap(([noun, name]) => {
    const before = noun === 'client' ? 'client rename seoul' : `${noun} rename`;
    return [{ line: `${before} ${name} other-name` }, { line: `${before} other-name ${name} -o json` }];
  }),
  { line: 'client update seoul laptop --dns 10.0.0.2 -o json' },
  { line: 'client rotate-key seoul laptop --yes -o json' },
  { line: 'peering rotate-psk seoul-osaka --plan-only --yes -o json' },
  { line: 'gateway rotate-key seoul --plan-only --yes -o json' },
  { line: 'peering disable seoul-osaka -o json' },
  { line: 'peering enable seoul-osaka' },
  { line: 'location set old-dc --vpn-gateway off' },
  { line: 'location delete old-dc --yes -o json' },
  {
    line: 'vpc add cloud --cidr 10.202.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef2',
  },
  { line: 'vpc add hills --cidr 10.203.0.0/16 --provider aws --region eu-west-1' },
  { line: 'vpc update hills --vpc-id vpc-0123456789abcdef1 -o json' },
  { line: 'peering create hills cloud --via aws --dns -o json' },
  { line: 'peering requests --side cloud -o json' },
  { line: 'peering refresh hills-cloud -o json' },
  { line: 'peering doctor hills-cloud -o json', exit: 8 },
  { line: 'peering accept hills-cloud -o json' },
  { line: 'peering update hills-cloud --no-dns -o json' },
  { line: 'peering render hills-cloud' },
  { line: 'peering show hills-cloud -o json' },
  { line: 'peering delete hills-cloud --apply --yes -o json' },
  {
    line: 'vpc create harbor --provider aws --region eu-west-1 --cidr 10.204.0.0/16 --subnet apps=10.204.1.0/24 -o json',
  },
  { line: 'vpc render harbor' },
  { line: 'vpc delete cloud hills harbor --yes' },
  { line: 'state encrypt --key-file age.key --yes -o json' },
  { line: 'client add seoul sealed -o json' },
  { line: 'log -o json' },
  { line: 'state decrypt --yes -o json', writesKeys: 'state/conversion/generations' },
];

/** Commands that fail, with text or JSON errors and their stack traces. */
export const FAILING: readonly Step[] = [
  { line: 'gateway show nowhere -o json', exit: 4 },
  { line: 'gateway create seoul --cidr 10.77.0.0/16 --endpoint 203.0.113.9 -o json', exit: 5 },
  { line: 'gateway update seoul --no-such-flag', exit: 2 },
  { line: 'client config seoul former -o json', exit: 3 },
  { line: 'peering create seoul osaka --yes -o json', exit: 5 },
  { line: 'gateway delete seoul', exit: 2 },
  { line: 'peering doctor seoul-osaka -o json', exit: 3 },
  { line: 'peering delete seoul-osaka --apply --yes -o json', exit: 3 },
  { line: 'gateway render seoul --out /proc/nowhere -o json', exit: 5 },
  { line: 'plan check --file keys.netdev', exit: 2 },
  { line: 'state import keys.netdev --yes', exit: 2 },
  { line: 'state import broken-json.json --yes', exit: 2 },
  { line: 'state import foreign-keys.json --yes -o json', exit: 3 },
  { line: 'state import cut-keys.json --yes', exit: 3 },
  {
    line: 'vpc add late --cidr 10.88.0.0/16 --lock-timeout 0 --state locked -o json',
    under: ['flock', 'locked/lock'],
    exit: 5,
  },
  { line: 'vpc list --state damaged -o json', exit: 5 },
  { line: 'state restore 50 --yes --state open', exit: 5 },
].map((step: Step): Step => ({ ...step, env: { PEERWAY_TRACE: '1' } }));

/** Bugs and system errors during a change, while keys are in memory. */
const FAULTS: readonly (readonly [fault: string, exit: number])[] = [
  ['stringify bug privateKey', 1],
  ['writeSync bug privateKey', 1],
  ['parse bug privateKey', 5],
  ['generateKeyPairSync bug', 1],
  ['fsyncSync EIO', 5],
  ['writeSync ENOSPC privateKey', 5],
  ['renameSync EIO', 5],
];

export const FAULTY: readonly Step[] = FAULTS.map(([fault, exit], at) => ({
  line: `client add seoul broken${at % 2 ? ' -o json' : ''}`,
  exit,
  env: { PEERWAY_TRACE: '1', NODE_OPTIONS: '--require ./fault.cjs', FAULT: fault },
}));
