/** An `aws` that answers from a table, and saved output of the CLIs of AWS and GCP. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Output of the CLIs, by file name. */
export const SAVED = {
  'vpcs.json': {
    Vpcs: [{ VpcId: 'vpc-0123456789abcdef0', OwnerId: '111122223333', CidrBlock: '10.20.0.0/16' }],
  },
  'networks.json': [
    { name: 'prod', selfLink: 'https://compute/v1/projects/my-project/global/networks/prod' },
  ],
  'subnets.json': [
    {
      name: 'web',
      network: 'https://compute/v1/projects/my-project/global/networks/prod',
      ipCidrRange: '10.30.0.0/20',
    },
  ],
} as const;

const PAIRS = [
  ['vpc-0123456789abcdef0', 'vpc-0123456789abcdef1'],
  ['vpc-0123456789abcdef1', 'vpc-0123456789abcdef2'],
] as const;

/** The request of another account to the first VPC. */
const THEIRS = { id: 'pcx-0123456789abcdef5', cidr: '10.99.0.0/16' } as const;

const connection = (id: string, code: string, requester: object, accepter: object) => ({
  VpcPeeringConnectionId: id,
  Status: { Code: code, Message: 'Pending Acceptance by 444455556666' },
  RequesterVpcInfo: { OwnerId: '444455556666', ...requester },
  AccepterVpcInfo: { OwnerId: '111122223333', ...accepter },
});

/** @param isAccepted  true once the request of the other account is accepted and routed */
const answer = (isAccepted: boolean) => ({
  Vpcs: [
    { VpcId: PAIRS[0][0], OwnerId: '111122223333', CidrBlock: '10.21.0.0/16' },
    {
      VpcId: 'vpc-0123456789abcdef7',
      OwnerId: '111122223333',
      CidrBlock: '10.24.0.0/16',
      Tags: [{ Key: 'Name', Value: 'till' }],
    },
  ],
  VpcPeeringConnections: [
    ...PAIRS.map(([requester, accepter], at) =>
      connection(
        `pcx-0123456789abcdef${at}`,
        'pending-acceptance',
        { VpcId: requester },
        { VpcId: accepter },
      ),
    ),
    connection(
      THEIRS.id,
      isAccepted ? 'active' : 'pending-acceptance',
      { VpcId: 'vpc-0123456789abcdef5', CidrBlock: THEIRS.cidr },
      { VpcId: PAIRS[0][0] },
    ),
  ],
  RouteTables: [
    {
      RouteTableId: 'rtb-0123456789abcdef0',
      VpcId: PAIRS[0][0],
      Routes: isAccepted
        ? [{ DestinationCidrBlock: THEIRS.cidr, State: 'active', VpcPeeringConnectionId: THEIRS.id }]
        : [],
    },
  ],
  SecurityGroups: [],
  NetworkAcls: [],
});

const SCRIPT = `#!/bin/sh
case "$*" in *' accept-vpc-peering-connection '*${THEIRS.id}*) : >"$HOME/accepted-at-aws" ;; esac
if [ -e "$HOME/accepted-at-aws" ]; then
  case "$*" in *${THEIRS.id}*--query*) echo active; exit ;; esac
  cat <<'END'
${JSON.stringify(answer(true))}
END
else
  cat <<'END'
${JSON.stringify(answer(false))}
END
fi
`;

/**
 * Writes an `aws` that knows two requested connections and the request of another account, and accepts every change.
 * @param folder  a folder on the PATH
 */
export const writeAwsStub = (folder: string): void =>
  writeFileSync(join(folder, 'aws'), SCRIPT, { mode: 0o755 });
