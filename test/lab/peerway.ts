import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { peerwayWords } from '../support/program.ts';
import { makeFolder, removeFolder } from '../support/temporary.ts';

/** The built program with its own state. Every gateway of a laboratory is configured from its output only. */
export class Peerway {
  readonly #folder = makeFolder('lab');

  async run(...words: string[]): Promise<string> {
    const [program, ...argv] = this.argv(words);
    const { stdout } = await execa(program, argv, { stdin: 'ignore', timeout: 20_000, env: this.env });
    return stdout;
  }

  /** Returns the words that run the program with these arguments. */
  argv(words: readonly string[]): [string, ...string[]] {
    return peerwayWords(words);
  }

  get env(): Readonly<Record<string, string>> {
    return {
      PEERWAY_STATE: join(this.#folder, 'state'),
      XDG_CONFIG_HOME: join(this.#folder, 'config'),
      NO_COLOR: '1',
    };
  }

  /** Renders every format of a gateway into an empty folder; returns the folder. */
  async render(gateway: string): Promise<string> {
    const folder = join(this.#folder, 'rendered', gateway);
    await rm(folder, { recursive: true, force: true });
    await this.run('gateway', 'render', gateway, '--format', 'all', '--out', folder);
    return folder;
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  remove(): void {
    removeFolder(this.#folder);
  }
}
