/** A sandbox with VPCs at AWS, and an `aws` that answers without a network. */
import { beforeAll } from 'vitest';
import { type Finished, type Sandbox, sandbox } from '../../support/sandbox.ts';
import { writeAwsStub } from '../../support/stand-ins/aws.ts';

export interface CloudSandbox {
  /** With the VPCs `shop` and `cache`. */
  readonly box: Sandbox;
  /** Runs a command line as `netops`; its words are separated by spaces. */
  run(line: string): Promise<Finished>;
}

export function cloudSandbox(): CloudSandbox {
  const box = sandbox();
  const env = { PATH: `${box.folder}:${process.env['PATH']}` };
  beforeAll(async () => {
    writeAwsStub(box.folder);
    const aws = '--provider aws --region eu-west-1 --vpc-id';
    await box.ok(`vpc add shop --cidr 10.21.0.0/16 ${aws} vpc-0123456789abcdef0`);
    await box.ok(`vpc add cache --cidr 10.22.0.0/16 ${aws} vpc-0123456789abcdef1`);
  });
  return { box, run: (line) => box.run([...line.split(' '), '--as', 'netops'], { env }) };
}
