/** An `aws` that knows of some requests, and does whatever it is told: for commands that have to be run, not tried. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  RouteTables: [],
  SecurityGroups: [],
};

/** @param folder  one of the PATH */
export const writeAwsStub = (folder: string): void =>
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\ncat <<'END'\n${JSON.stringify(ANSWER)}\nEND\n`, {
    mode: 0o755,
  });
