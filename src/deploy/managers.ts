/** Programs besides peerway that would configure the interface of a gateway at the next boot. */

export interface Managers {
  /** The enabled unit of wg-quick. A deploy disables it. */
  readonly unit?: string;
  /** Files of other programs. A deploy does not touch them. */
  readonly files: readonly { readonly program: string; readonly path: string }[];
}

/** Parses lines such as `unit wg-quick@wg0.service` and `file systemd-networkd /etc/systemd/network/wg0.netdev`. */
export function parseManagers(lines: readonly string[]): Managers {
  const unit = lines.find((line) => line.startsWith('unit '))?.slice('unit '.length);
  const files = lines.flatMap((line) => {
    const [, program = '', path = ''] = /^file (\S+) (.+)$/.exec(line) ?? [];
    return path === '' ? [] : [{ program, path }];
  });
  return { ...(unit === undefined ? {} : { unit }), files };
}

/** Returns a line for each manager, with its effect. */
export const managerTexts = ({ unit, files }: Managers): string[] => [
  ...(unit === undefined ? [] : [`${unit}, enabled: it would load its own configuration at the next boot`]),
  ...files.map(({ program, path }) => `${path}: ${program} would load it at the next boot`),
];

/** Returns an error for each file that a deploy cannot remove. */
export const managerObstacles = ({ files }: Managers, wg: string): string[] =>
  files.map(
    ({ program, path }) =>
      `${program} would configure ${wg} at the next boot, too: remove ${wg} from ${path}, or the file`,
  );
