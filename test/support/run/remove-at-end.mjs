import { spawn } from 'node:child_process';

const SCRIPT = `
  cat
  for folder in "$@"; do
    while read -r _ point _; do
      case $point in "$folder"/*) umount --lazy "$point" ;; esac
    done </proc/self/mounts
    rm -rf "$folder"
  done`;

/** Removes folders, and unmounts everything in them, when this process ends or is killed. */
export function removeAtEnd(...folders) {
  // It waits for the end of the pipe from this process. As the leader of a group, it does not get a Ctrl-C.
  const remover = spawn('sh', ['-c', SCRIPT, 'sh', ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });
  remover.unref();
  remover.stdin.unref();
}
