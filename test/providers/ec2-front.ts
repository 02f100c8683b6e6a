/**
 * A proxy in front of moto for cases that moto lacks: connections that fail, expire or are slow, blackhole routes,
 * and errors on demand.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type AskMoto, canonical, refusalOf } from './ec2-rules.ts';

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
  /** Carries the next request of this action out, and drops the connection in place of an answer. */
  lose(action: string): void;
  /** Answers the next request of this action as if the objects were not visible yet. */
  hide(action: string): void;
  /** Forgets all orders. */
  reset(): void;
  stop(): Promise<void>;
}

export interface FrontOptions {
  /** True to refuse what AWS refuses and moto does not (see `ec2-rules.ts`). */
  readonly isStrict?: boolean;
}

interface Orders {
  readonly lost: string[];
  readonly hidden: string[];
  shown?: { readonly code: string; readonly message: string; times: number };
  refused: (Omit<Ec2Error, 'times'> & { times: number })[];
}

const noOrders = (): Orders => ({ refused: [], lost: [], hidden: [] });

/** Removes a word from a list. Returns whether it was there. */
function taken(words: string[], word: string): boolean {
  const at = words.indexOf(word);
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
}

/** @param upstream  URL of moto */
export async function startEc2Front(
  upstream: string,
  { isStrict = false }: FrontOptions = {},
): Promise<Ec2Front> {
  const actions: string[] = [];
  let orders = noOrders();
  const server = createServer(async (request, response) => {
    const sent = await buffer(request);
    const parameters = new URLSearchParams(sent.toString());
    const action = parameters.get('Action') ?? '';
    actions.push(action);
    const ask: AskMoto = async (asked, more = {}) => {
      const question = new URLSearchParams({ Action: asked, Version: '2016-11-15', ...more });
      return (await forwarded(upstream, request, Buffer.from(question.toString()))).text;
    };
    const refused =
      orders.refused.find((one) => one.action === action && one.times-- > 0) ??
      (isStrict ? await refusalOf(parameters, ask) : undefined);
    const body = isStrict ? Buffer.from(canonical(parameters).toString()) : sent;
    if (refused) {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(errorXml(refused));
      return;
    }
    const answer = await forwarded(upstream, request, body);
    if (taken(orders.lost, action)) {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(answer.status, { 'content-type': 'text/xml' })
      .end(
        taken(orders.hidden, action)
          ? answer.text.replace(/<item>[\s\S]*<\/item>/, '')
          : await rewritten(answer.text, action, orders, upstream, request),
      );
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
    lose: (action) => {
      orders.lost.push(action);
    },
    hide: (action) => {
      orders.hidden.push(action);
    },
    reset: () => {
      orders = noOrders();
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
