import { refusal } from '../../errors.ts';
import { type DesiredClient, desiredClient, issuedFrom } from '../../model/desired/client.ts';
import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import { issueConfig } from '../../model/transitions/client.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { renderClientConfig } from '../../render/client-config.ts';

export interface ClientConfigIntent {
  readonly gateway: string;
  readonly name: string;
  readonly qr: boolean;
}

/** Hands out a client's configuration, and notes what was handed out. Prints its keys. */
export async function clientConfig(
  { gateway, name, qr }: ClientConfigIntent,
  context: Context,
): Promise<Outcome> {
  const { desired } = await context.change((state) => {
    const client = clientNamed(state, gatewayNamed(state, gateway).name, name);
    if (client.status === 'expired') {
      const hint = `make it again: \`peerway client delete ${gateway} ${name}\`, then \`peerway client add\``;
      throw refusal('client-expired', `Client ${name} of ${gateway} expired on ${client.expiresAt}`, hint);
    }
    const desired = desiredClient(state, client);
    if (qr && !desired.privateKey) {
      throw refusal(
        'private-key-unknown',
        'A QR code needs the private key, which the operator keeps',
        `leave out --qr: \`peerway client config ${gateway} ${name}\``,
      );
    }
    return { state: issueConfig(state, client, issuedFrom(desired, context.now)), desired };
  });
  const text = renderClientConfig(desired);
  return {
    kind: 'text',
    text: qr ? await qrCode(text) : text,
    holdsKeys: true,
    warnings: keyNotes(desired, name),
  };
}

async function qrCode(text: string): Promise<string> {
  const { encodeQR } = await import('qr');
  return `${encodeQR(text, 'ascii', { ecc: 'low' }).trimEnd()}
`;
}

const keyNotes = ({ privateKey }: DesiredClient, name: string): string[] =>
  privateKey
    ? []
    : [`the private key of ${name} is yours: put it on the PrivateKey line before the file is used`];
