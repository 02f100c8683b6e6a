/** A small Azure Resource Manager on loopback for the real `az`: VNets and their peerings, and tokens to log in with. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { halfBody, vnetBody } from './azure-bodies.ts';
import { ArmError, type AzureCloud, type Flags } from './azure-cloud.ts';

/** A call of `az`. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly sync: boolean;
  readonly body: unknown;
}

const BASE =
  /^(\/subscriptions\/[^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/Microsoft\.Network\/virtualNetworks(?:\/([^/]+)(?:\/virtualNetworkPeerings(?:\/([^/]+))?)?)?$/i;

/** Debian's `az` asks for a version of the network API that Debian does not ship. */
const SITE = `from azure.cli.core.profiles import _shared
_shared.AZURE_API_PROFILES['latest'][_shared.ResourceType.MGMT_NETWORK] = '2022-07-01'
`;

export class Arm {
  readonly calls: Call[] = [];
  readonly #cloud: AzureCloud;
  readonly #accounts: ReadonlyMap<string, string>;
  readonly #folder: string;
  #server: Server | undefined;
  #tokens: Server | undefined;

  /**
   * @param accounts  the subscriptions that there are, with their tenants
   * @param folder  receives the certificate and the configuration of `az`
   */
  constructor(cloud: AzureCloud, accounts: ReadonlyMap<string, string>, folder: string) {
    this.#cloud = cloud;
    this.#accounts = accounts;
    this.#folder = folder;
  }

  /** Starts the servers, and logs `az` in. */
  async start(): Promise<void> {
    const [key, cert] = [join(this.#folder, 'key.pem'), join(this.#folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const words = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
    ];
    await execa('openssl', [...words, ...subject]);
    writeFileSync(join(this.#folder, 'sitecustomize.py'), SITE);
    this.#server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      async (request, response) => {
        const url = new URL(request.url ?? '', 'https://127.0.0.1');
        const sent = await text(request);
        const call = {
          method: request.method ?? '',
          path: decodeURIComponent(url.pathname),
          sync: url.searchParams.get('syncRemoteAddressSpace') === 'true',
          body: sent === '' ? undefined : JSON.parse(sent),
        };
        this.calls.push(call);
        const { status, value } = this.#answer(call);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(value === undefined ? undefined : JSON.stringify(value));
      },
    );
    this.#tokens = createHttpServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.#token()));
    });
    await Promise.all(
      [this.#server, this.#tokens].map(
        (one) => new Promise<void>((done) => one.listen(0, '127.0.0.1', done)),
      ),
    );
    await this.#logIn();
  }

  stop(): void {
    for (const one of [this.#server, this.#tokens]) {
      one?.close();
      one?.closeAllConnections();
    }
  }

  /** Returns the variables with which `az` finds the API. */
  env(): Record<string, string> {
    return {
      AZURE_CONFIG_DIR: join(this.#folder, 'azure'),
      AZURE_CORE_COLLECT_TELEMETRY: '0',
      REQUESTS_CA_BUNDLE: join(this.#folder, 'cert.pem'),
      PYTHONPATH: this.#folder,
      MSI_ENDPOINT: `http://127.0.0.1:${portOf(this.#tokens)}/msi/token`,
      MSI_SECRET: 'x',
      APPSETTING_WEBSITE_SITE_NAME: 'x',
    };
  }

  async #logIn(): Promise<void> {
    const url = `https://127.0.0.1:${portOf(this.#server)}`;
    const names = [
      ...['resource-manager', 'active-directory', 'management', 'gallery'],
      ...['active-directory-resource-id', 'active-directory-graph-resource-id'],
    ];
    const endpoints = names.flatMap((name) => [`--endpoint-${name}`, url]);
    // `az` is answered by this process, so nothing here may block it.
    await execa('az', ['cloud', 'register', '--name', 'Fake', ...endpoints], { env: this.env() });
    await execa('az', ['cloud', 'set', '--name', 'Fake'], { env: this.env() });
    await execa('az', ['login', '--identity'], { env: this.env() });
  }

  #token(): unknown {
    const [tenant] = this.#accounts.values();
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const access_token = [{ alg: 'RS256', typ: 'JWT' }, { tid: tenant, oid: 'x' }, 'x'].map(part).join('.');
    return {
      access_token,
      expires_on: String(Math.floor(Date.now() / 1000) + 86_400),
      resource: 'x',
      token_type: 'Bearer',
    };
  }

  #answer(call: Call): { status: number; value: unknown } {
    try {
      return this.#route(call);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      const { status, code, message } = error;
      return { status, value: { error: { code, message } } };
    }
  }

  #route({ method, path, sync, body }: Call): { status: number; value: unknown } {
    const ok = (value: unknown, status = 200) => ({ status, value });
    if (path === '/subscriptions')
      return ok({
        value: [...this.#accounts].map(([id, tenantId]) => ({
          id: `/subscriptions/${id}`,
          subscriptionId: id,
          displayName: id,
          state: 'Enabled',
          tenantId,
        })),
      });
    const [, subscription = '', group, vnet, name] = BASE.exec(path) ?? [];
    const cloud = this.#cloud;
    if (subscription === '') throw new ArmError(404, 'NotFound', `nothing is at ${path}`);
    if (vnet === undefined)
      return ok({
        value: cloud.list(subscription.split('/')[2] ?? '', group).map((one) => vnetBody(cloud, one)),
      });
    const id = path.replace(/\/virtualNetworkPeerings.*$/i, '');
    if (name === undefined)
      return ok(path.endsWith('Peerings') ? { value: [] } : vnetBody(cloud, cloud.vnet(id)));
    if (method === 'DELETE') {
      cloud.remove(id, name);
      return ok(undefined, 204);
    }
    if (method === 'PUT') cloud.put(id, name, wantedOf(body), sync);
    return ok(halfBody(cloud, cloud.vnet(id), cloud.half(id, name)));
  }
}

function portOf(server: Server | undefined): number {
  if (!server) throw new Error('not started');
  return (server.address() as AddressInfo).port;
}

/** What a PUT asks for. */
function wantedOf(body: unknown): Flags & { readonly remote: string } {
  const { properties } = body as { properties: Flags & { remoteVirtualNetwork: { id: string } } };
  const {
    remoteVirtualNetwork,
    allowVirtualNetworkAccess = false,
    allowForwardedTraffic = false,
  } = properties;
  const { allowGatewayTransit = false, useRemoteGateways = false } = properties;
  const flags = { allowVirtualNetworkAccess, allowForwardedTraffic, allowGatewayTransit, useRemoteGateways };
  return { ...flags, remote: remoteVirtualNetwork.id };
}
