/** AWS on loopback: moto's server, and profiles of several accounts for the real `aws`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';

export interface Moto {
  readonly url: string;
  /** The variables with which `aws` finds it. The profiles `seoul` and `osaka` belong to different accounts. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** The account of each profile. */
export const ACCOUNTS = { seoul: '111111111111', osaka: '222222222222' } as const;

/** @param folder  receives the configuration of `aws` */
export async function startMoto(folder: string): Promise<Moto> {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, env: await profiles(folder, url), stop: () => server.kill('SIGKILL') };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}`);
    try {
      await fetch(`${url}/moto-api/`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error('moto_server does not answer');
}

/** Writes credentials that moto assigns to an account: those of a role in it. */
async function profiles(folder: string, url: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const env = awsEnv(folder, url);
  const root = { AWS_ACCESS_KEY_ID: 'root', AWS_SECRET_ACCESS_KEY: 'root', AWS_DEFAULT_REGION: 'us-east-1' };
  const sections = Object.entries(ACCOUNTS).map(async ([profile, account]) => {
    const words = ['sts', 'assume-role', '--role-session-name', profile, '--output', 'json', '--role-arn'];
    const { stdout } = await execa('aws', [...words, `arn:aws:iam::${account}:role/peerway`], {
      env: { ...env, ...root },
    });
    const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(stdout).Credentials;
    return [
      `[${profile}]`,
      `aws_access_key_id = ${AccessKeyId}`,
      `aws_secret_access_key = ${SecretAccessKey}`,
      `aws_session_token = ${SessionToken}`,
    ].join('\n');
  });
  writeFileSync(join(folder, 'credentials'), `${(await Promise.all(sections)).join('\n\n')}\n`);
  writeFileSync(join(folder, 'config'), '');
  return env;
}

/** Returns an environment in which `aws` talks to a server on loopback, regardless of the developer's settings. */
export const awsEnv = (folder: string, url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
