/** Programs of clouds in memory as programs on the PATH: the test's own process answers each command line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Program, ProgramRun } from '../../src/exec/program.ts';

/** Sends its words to the server, each ended by NUL, and gets exit status, stdout and stderr back. */
const script = (name: string, port: number): string => `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1
printf '%s\\0' "$(($# + 1))" ${name} "$@" >&3
IFS= read -r -d '' exit <&3 || exit 1
IFS= read -r -d '' out <&3
IFS= read -r -d '' err <&3
printf '%s' "$out"
printf '%s' "$err" >&2
exit "$exit"
`;

export class ProgramServer {
  readonly #sockets = new Set<Socket>();
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #server: Server = createServer((socket) => this.#serve(socket));

  constructor(...programs: readonly Program[]) {
    this.#programs = new Map(programs.map((program) => [program.name, program]));
  }

  /** Writes the programs into a new folder. Returns a PATH that begins with it. */
  async start(folder: string): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    mkdirSync(folder, { recursive: true });
    for (const name of this.#programs.keys())
      writeFileSync(join(folder, name), script(name, port), { mode: 0o755 });
    return `${folder}:${process.env['PATH']}`;
  }

  stop(): void {
    this.#server.close();
    this.hangUp();
  }

  /** Ends the programs that still wait for an answer. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (data) => {
      text += String(data);
      const [count, name = '', ...words] = text.split('\0');
      // The last part follows the last NUL.
      if (words.length < Number(count)) return;
      socket.removeAllListeners('data');
      void this.#programs
        .get(name)
        ?.run(words.slice(0, -1), 60)
        .then((ran) => socket.end(answerOf(ran)));
    });
  }
}

/** A run without an exit status ends its program without an answer. */
const answerOf = ({ exit, stdout, stderr }: ProgramRun): string =>
  exit === undefined ? '' : `${exit}\0${stdout}\0${stderr}\0`;
