/** The faults that each system call can have. */
import type { Fault } from './fault.ts';
import { type Call, type Effect, injection } from './strace.ts';

const errors = (...names: string[]): Effect[] => names.map((name): Effect => `error=${name}`);

/** Errors of calls that change something: a quota can end, and a disk become read-only, at any time. */
const CHANGING = errors('EIO', 'ENOSPC', 'EDQUOT', 'EROFS', 'EACCES');
const READING = errors('EIO', 'EACCES', 'ESTALE');

const EFFECTS: Readonly<Record<string, readonly Effect[]>> = {
  mkdir: CHANGING,
  rename: CHANGING,
  link: [...CHANGING, ...errors('EPERM', 'EMLINK')],
  unlink: errors('EIO', 'EROFS', 'EACCES'),
  chmod: errors('EIO', 'EPERM', 'EROFS'),
  fchmod: errors('EIO', 'EPERM', 'EROFS'),
  ftruncate: errors('EIO', 'ENOSPC', 'EROFS'),
  pwrite64: [...errors('EIO', 'ENOSPC', 'EDQUOT', 'EFBIG'), 'retval=0', 'retval=1'],
  fsync: errors('EIO', 'ENOSPC', 'EDQUOT'),
  // NFS and quotas report earlier failed writes here. After EINTR, close(2) has closed the descriptor anyway.
  close: errors('EIO', 'ENOSPC', 'EDQUOT', 'EINTR'),
  read: [...errors('EIO', 'ESTALE'), 'retval=0', 'retval=1'],
  pread64: [...errors('EIO', 'ESTALE'), 'retval=0', 'retval=1'],
  getdents64: errors('EIO', 'ESTALE'),
  flock: errors('ENOLCK', 'EIO', 'EBADF'),
};

const effectsOf = ({ name, line }: Call): readonly Effect[] =>
  name === 'openat'
    ? [...(line.includes('O_CREAT') ? CHANGING : READING), ...errors('EMFILE')]
    : (EFFECTS[name] ?? READING);

/** Returns every fault of the calls, one at a time. Each can also be the last call of its process. */
export const injections = (calls: readonly Call[]): Fault[] =>
  calls.flatMap((call) =>
    (['signal=KILL', ...effectsOf(call)] as const).map((effect) => injection(call, effect)),
  );
