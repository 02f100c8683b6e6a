/**
 * A proxy in front of moto for cases that moto lacks: connections that fail, expire or are slow, blackhole routes,
 * and errors on demand.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An error that the proxy returns instead of moto's answer, in the words of EC2. */
export interface Ec2Error {
  readonly action: string;
  readonly code: string;
  readonly message: string;
  /** The number of times (default: always). */
  readonly times?: number;
}

export interface Ec2Front {
  readonly url: string;
  /** The requested actions in order. */
  readonly actions: string[];
  /** Shows connections with this status in that many descriptions (default: all). */
  showAs(status: { readonly code: string; readonly message: string; readonly times?: number }): void;
  refuse(error: Ec2Error): void;
  /** Forgets all orders. */
  reset(): void;
  stop(): Promise<void>;
}

interface Orders {
  shown?: { readonly code: string; readonly message: string; times: number };
  refused: (Omit<Ec2Error, 'times'> & { times: number })[];
}

/** @param upstream  URL of moto */
export async function startEc2Front(upstream: string): Promise<Ec2Front> {
  const actions: string[] = [];
  let orders: Orders = { refused: [] };
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const action = new URLSearchParams(body.toString()).get('Action') ?? '';
    actions.push(action);
    const refused = orders.refused.find((one) => one.action === action && one.times-- > 0);
    if (refused) {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(errorXml(refused));
      return;
    }
    const answer = await forwarded(upstream, request, body);
    response
      .writeHead(answer.status, { 'content-type': 'text/xml' })
      .end(await rewritten(answer.text, action, orders, upstream, request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    actions,
    showAs: ({ times = Number.POSITIVE_INFINITY, ...status }) => {
      orders.shown = { ...status, times };
    },
    refuse: ({ times = Number.POSITIVE_INFINITY, ...error }) => {
      orders.refused.push({ ...error, times });
    },
    reset: () => {
      orders = { refused: [] };
      actions.length = 0;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forwarded(upstream: string, { headers }: IncomingMessage, body: Buffer) {
  const answer = await fetch(upstream, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      authorization: headers.authorization ?? '',
      'content-type': headers['content-type'] ?? '',
      'x-amz-date': String(headers['x-amz-date'] ?? ''),
      'x-amz-security-token': String(headers['x-amz-security-token'] ?? ''),
    },
  });
  return { status: answer.status, text: await answer.text() };
}

async function rewritten(
  text: string,
  action: string,
  orders: Orders,
  upstream: string,
  request: IncomingMessage,
): Promise<string> {
  if (action === 'DescribeRouteTables') return withBlackholes(text, await deletedAt(upstream, request));
  if (action !== 'DescribeVpcPeeringConnections' || !orders.shown || orders.shown.times-- <= 0) return text;
  const { code, message } = orders.shown;
  return text.replace(
    /<status>[\s\S]*?<\/status>/g,
    `<status><code>${code}</code><message>${message}</message></status>`,
  );
}

/** Returns the deleted connections that the account and region of the request see. */
async function deletedAt(upstream: string, request: IncomingMessage): Promise<Set<string>> {
  const body = Buffer.from('Action=DescribeVpcPeeringConnections&Version=2016-11-15');
  const { text } = await forwarded(upstream, request, body);
  const items = text.split('<accepterVpcInfo>').slice(1);
  const gone = items.filter((item) => /<code>deleted<\/code>/.test(item));
  return new Set(gone.flatMap((item) => item.match(/pcx-[0-9a-f]+/) ?? []));
}

/** A route to a deleted connection is a blackhole at AWS. */
const withBlackholes = (text: string, deleted: ReadonlySet<string>): string =>
  text.replace(/<item>(?:(?!<item>)[\s\S])*?<\/item>/g, (item) => {
    const [id] = item.match(/pcx-[0-9a-f]+/) ?? [];
    const isGone = id !== undefined && deleted.has(id);
    return isGone ? item.replace('<state>active</state>', '<state>blackhole</state>') : item;
  });

const errorXml = ({ code, message }: Pick<Ec2Error, 'code' | 'message'>): string =>
  `<?xml version="1.0"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>0</RequestID></Response>`;
