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

const ANSWER = {
  VpcPeeringConnections: PAIRS.map(([requester, accepter], at) => ({
    VpcPeeringConnectionId: `pcx-0123456789abcdef${at}`,
    Status: { Code: 'pending-acceptance', Message: 'Pending Acceptance by 444455556666' },
    RequesterVpcInfo: { VpcId: requester },
    AccepterVpcInfo: { VpcId: accepter },
  })),
  RouteTables: [{ RouteTableId: 'rtb-0123456789abcdef0', Routes: [] }],
  SecurityGroups: [],
  NetworkAcls: [],
};

/**
 * Writes an `aws` that knows two requested connections and accepts every change.
 * @param folder  a folder on the PATH
 */
export const writeAwsStub = (folder: string): void =>
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\ncat <<'END'\n${JSON.stringify(ANSWER)}\nEND\n`, {
    mode: 0o755,
  });
