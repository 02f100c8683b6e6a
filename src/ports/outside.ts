/** Everything outside peerway: gateways, provider CLIs, files. */
import type { Transport } from '../deploy/transport.ts';
import type { Program } from '../exec/program.ts';
import type { SshTarget } from '../model/endpoint.ts';

export interface Outside {
  /** Returns the connection to a gateway: over SSH, or to this host itself. */
  transport(to: SshTarget | 'this host'): Promise<Transport>;
  /** Returns the CLI of a provider, run with these variables beside the operator's own. */
  program(name: string, env: Readonly<Record<string, string>>): Promise<Program>;
  /** Returns the bytes of a file, or of stdin for `-`. */
  readInput(path: string): Promise<Uint8Array>;
  /** Writes files with mode 0600 into a folder, which is created if missing. Returns their paths. */
  writeFiles(folder: string, files: readonly OutputFile[]): Promise<readonly string[]>;
  /** Writes one file with mode 0600. Exit 5 if its folder is missing. Returns its path. */
  writeFile(folder: string, file: OutputFile): Promise<string>;
}

/** A file to write. */
export interface OutputFile {
  readonly name: string;
  /** Its text, or the bytes of a picture. */
  readonly text: string | Uint8Array;
}
