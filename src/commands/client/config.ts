import { basename, dirname } from 'node:path';
import { validationError } from '../../errors.ts';
import { IS_UTF8 } from '../../glyphs.ts';
import { type DesiredClient, desiredClient, issuedConfig } from '../../model/desired/client.ts';
import { throwIfClientKeysMissing } from '../../model/missing-keys.ts';
import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import type { Client, State } from '../../model/state.ts';
import { issueConfig } from '../../model/transitions/client.ts';
import {
  coloredBlanks,
  coloredBlocks,
  type Modules,
  plainAscii,
  plainBlocks,
  png,
} from '../../output/qr-code.ts';
import { objectResult, type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { renderClientConfig } from '../../render/client-config.ts';
import { isTerminal, terminalWidth } from '../../streams.ts';
import { visiblePath } from '../../visible.ts';

export interface ClientConfigIntent {
  readonly gateway: string;
  readonly name: string;
  /** Print a QR code in place of the text. */
  readonly qr: boolean;
  /** File for a picture of the QR code, in place of any output. */
  readonly qrPng?: string;
}

/** A picture that was written. */
interface Written {
  readonly gateway: string;
  readonly client: string;
  readonly files: readonly string[];
}

/** Prints a client's configuration with its keys, and records that it was issued. */
export async function clientConfig(
  intent: ClientConfigIntent,
  ports: Uses<'state' | 'outside'>,
): Promise<Result<null> | Result<Written>> {
  const { qrPng, gateway, name } = intent;
  const isCode = intent.qr || qrPng !== undefined;
  const encode = isCode ? (await import('qr')).encodeQR : undefined;
  const clientIn = (state: State) => clientNamed(state, gatewayNamed(state, gateway).name, name);
  const decide = (state: State) => {
    const desired = issuable(state, clientIn(state), { ...intent, qr: isCode });
    const text = renderClientConfig(desired);
    return { desired, text, modules: encode && modulesOf(text, encode) };
  };
  const issued = (state: State, desired: DesiredClient): State =>
    issueConfig(state, clientIn(state), issuedConfig(desired, ports.state.now));
  if (qrPng !== undefined) {
    const { desired, modules = [] } = decide(await ports.state.read());
    const file = { name: basename(qrPng), text: png(modules) };
    const files = [await ports.outside.writeFile(dirname(qrPng), file)];
    // A picture that cannot be written was not issued.
    await ports.state.record((state) => ({ state: issued(state, desired) }));
    return objectResult(
      { gateway, client: name, files },
      {
        names: (written) => written.files,
        lines: (written) => written.files.map((path) => `wrote ${visiblePath(path)}`),
      },
    );
  }
  const { desired, text, modules } = await ports.state.record((state) => {
    const made = decide(state);
    // Before it counts as issued.
    if (made.modules) throwIfTooNarrow(made.modules, intent);
    return { ...made, state: issued(state, made.desired) };
  });
  return textResult({
    text: modules ? terminalCode(modules) : text,
    holdsKeys: true,
    warnings: desired.privateKey
      ? []
      : [`the private key of ${name} is not stored: fill in the PrivateKey line before you use the file`],
  });
}

/** Returns the configuration to issue. Throws exit 3 if the client has expired, or a QR code would lack its key. */
function issuable(
  state: State,
  client: Client,
  { qr, qrPng, gateway, name }: ClientConfigIntent,
): DesiredClient {
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
    `run \`peerway client config ${gateway} ${name}\` without ${qrPng === undefined ? '--qr' : '--qr-png'}`,
  );
}

type Encode = typeof import('qr').encodeQR;

/** Returns the code with a light border. Exit 3 if the text is too long for one. */
function modulesOf(text: string, encode: Encode): Modules {
  try {
    return encode(text, 'raw', { ecc: 'low', border: BORDER });
  } catch {
    throw validationError(
      'qr-too-long',
      `The configuration has ${text.length} characters, more than a QR code can hold`,
      'print it as text, without a QR code',
    );
  }
}

/** Light modules around the code, as many as scanners rely on (ISO/IEC 18004, quiet zone). */
const BORDER = 4;

/** Exit 3 if the terminal would wrap the lines of the code. */
function throwIfTooNarrow(modules: Modules, { gateway, name }: ClientConfigIntent): void {
  const width = terminalWidth();
  const needed = modules.length * (IS_UTF8 ? 1 : 2);
  if (width === undefined || width >= needed) return;
  throw validationError(
    'terminal-too-narrow',
    `The QR code needs ${needed} columns, but the terminal has only ${width}`,
    `make the window wider, or run \`peerway client config ${gateway} ${name} --qr-png ${name}.png\``,
  );
}

/** The colors are part of the code, so NO_COLOR does not apply to them. */
function terminalCode(modules: Modules): string {
  if (!isTerminal(1) || process.env['TERM'] === 'dumb')
    return IS_UTF8 ? plainBlocks(modules) : plainAscii(modules);
  return IS_UTF8 ? coloredBlocks(modules) : coloredBlanks(modules);
}
