import { validationError } from '../../errors.ts';
import { IS_UTF8 } from '../../glyphs.ts';
import { type DesiredClient, desiredClient, issuedConfig } from '../../model/desired/client.ts';
import { throwIfClientKeysMissing } from '../../model/missing-keys.ts';
import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import type { Client, State } from '../../model/state.ts';
import { issueConfig } from '../../model/transitions/client.ts';
import { type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { renderClientConfig } from '../../render/client-config.ts';

export interface ClientConfigIntent {
  readonly gateway: string;
  readonly name: string;
  /** Print a QR code in place of the text. */
  readonly qr: boolean;
}

/** Prints a client's configuration with its keys, and records that it was issued. */
export async function clientConfig(intent: ClientConfigIntent, ports: Uses<'state'>): Promise<Result<null>> {
  const { desired } = await ports.state.record((state) => {
    const client = clientNamed(state, gatewayNamed(state, intent.gateway).name, intent.name);
    const desired = issuable(state, client, intent);
    return { state: issueConfig(state, client, issuedConfig(desired, ports.state.now)), desired };
  });
  const config = renderClientConfig(desired);
  return textResult({
    text: intent.qr ? await qrCode(config) : config,
    holdsKeys: true,
    warnings: desired.privateKey
      ? []
      : [
          `the private key of ${intent.name} is not stored: fill in the PrivateKey line before you use the file`,
        ],
  });
}

/** Returns the configuration to issue. Throws exit 3 if the client has expired, or a QR code would lack its key. */
function issuable(state: State, client: Client, { qr, gateway, name }: ClientConfigIntent): DesiredClient {
  if (client.status === 'disabled')
    throw validationError(
      'client-disabled',
      `Client ${name} of ${gateway} is disabled`,
      `run \`peerway client update ${gateway} ${name} --status active\``,
    );
  if (client.status === 'expired') {
    const hint = `run \`peerway client update ${gateway} ${name} --expires 30d\`, or with --unset expires`;
    throw validationError(
      'client-expired',
      `Client ${name} of ${gateway} expired on ${client.expiresAt}`,
      hint,
    );
  }
  throwIfClientKeysMissing(client);
  const desired = desiredClient(state, client);
  if (!qr || desired.privateKey) return desired;
  throw validationError(
    'private-key-unknown',
    `A QR code needs the private key of ${name}, which is not stored`,
    `run \`peerway client config ${gateway} ${name}\` without --qr`,
  );
}

async function qrCode(text: string): Promise<string> {
  const { encodeQR } = await import('qr');
  if (IS_UTF8) return `${encodeQR(text, 'ascii', { ecc: 'low' }).trimEnd()}\n`;
  const modules = encodeQR(text, 'raw', { ecc: 'low' });
  return modules.map((row) => `${row.map((isDark) => (isDark ? '  ' : '##')).join('')}\n`).join('');
}
