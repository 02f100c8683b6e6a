import { parseInteger } from '../model/values.ts';
import { type Noun, switchFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

export const STATE: Noun = {
  name: 'state',
  topics: ['storage', 'encryption'],
  summary: 'Manage the state',
  description: 'The state holds the whole plan, with its keys and its earlier revisions.',
  verbs: [
    {
      usage: 'path',
      summary: 'Print the state folder',
      headline: () => 'cannot print the state folder',
      examples: ['peerway state path'],
      invoke: () => async (ports) => (await import('../commands/state/path.ts')).statePath(ports),
    },
    {
      usage: 'check',
      summary: 'Validate the state',
      description:
        'Reads the whole state and checks it against all rules, and the log against the state. Also finds endpoints and public keys that are used twice, LAN addresses that no gateway can have, and public tunnel subnets.',
      headline: () => 'the state is invalid',
      examples: ['peerway state check'],
      invoke: () => async (ports) => (await import('../commands/state/check.ts')).stateCheck(ports),
    },
    {
      usage: 'export',
      summary: 'Export the state as JSON',
      headline: () => 'cannot export the state',
      description: 'Keys are left out unless --with-secrets is given.',
      examples: ['peerway state export > plan.json', 'peerway state export --with-secrets > backup.json'],
      flags: () => [switchFlag('--with-secrets', 'include private and preshared keys')],
      invoke:
        ({ withSecrets = false }: { withSecrets?: boolean }) =>
        async (ports) =>
          (await import('../commands/state/export.ts')).stateExport({ secrets: withSecrets }, ports),
    },
    {
      usage: 'backups',
      lists: async () => (await import('../commands/state/backups.ts')).BACKUP_COLUMNS,
      summary: 'List earlier revisions',
      headline: () => 'cannot list earlier revisions',
      examples: ['peerway state backups'],
      invoke: () => async (ports) => (await import('../commands/state/backups.ts')).stateBackups(ports),
    },
    {
      usage: 'restore <revision>',
      summary: 'Restore an earlier revision',
      headline: (names) => `cannot restore ${objectsNamed('revision', names)}`,
      completes: ['revision'],
      description:
        'Shows every change, value by value, before it asks. Also works if the current state is damaged. The revision that is replaced stays in the list of earlier revisions.',
      examples: ['peerway state restore 41 --dry-run', 'peerway state restore 41 --yes'],
      flags: () => [switchFlag('--dry-run', 'show the changes without making them')],
      invoke: (text: string, { dryRun = false }: { dryRun?: boolean }) => {
        const revision = parseInteger(text, 'revision', 1, 2 ** 31);
        return async (ports) =>
          (await import('../commands/state/restore.ts')).stateRestore({ revision, dryRun }, ports);
      },
    },
    {
      usage: 'encrypt',
      createsState: true,
      summary: 'Encrypt the state with a key file or a passphrase',
      headline: () => 'cannot encrypt the state',
      description: [
        'Earlier revisions and the log are encrypted, too. From then on, peerway rejects a state that is not encrypted.',
        'The key file is an age identity, created if it does not exist. A passphrase is prompted for, or read from the first line of --passphrase-file.',
        'Run the command again to change the key: the flags name the new key, and the current one is found through PEERWAY_KEY_FILE, PEERWAY_PASSPHRASE_FILE, the preference key-file, or the path used last.',
      ].join('\n\n'),
      examples: [
        'peerway state encrypt --key-file ~/peerway.key --yes',
        'peerway state encrypt --passphrase --passphrase-file passphrase.txt --yes',
      ],
      flags: () => [switchFlag('--passphrase', 'use a passphrase instead of a key file')],
      invoke:
        ({ passphrase = false }: { passphrase?: boolean }) =>
        async (ports) =>
          (await import('../commands/state/encrypt.ts')).stateEncrypt({ passphrase }, ports),
    },
    {
      usage: 'decrypt',
      summary: 'Decrypt the state',
      headline: () => 'cannot decrypt the state',
      examples: ['peerway state decrypt --yes', 'peerway state decrypt --key-file ~/peerway.key --yes'],
      invoke: () => async (ports) => (await import('../commands/state/decrypt.ts')).stateDecrypt(ports),
    },
    {
      usage: 'import <file>',
      createsState: true,
      summary: 'Replace the state with an exported document',
      headline: () => 'cannot import the document',
      completes: ['file'],
      description:
        'Shows every change, value by value, before it asks. Reads stdin if the file is -. Every value is validated. Keys that are not in the document are kept from the current state; without them, it is a plan to look at.',
      examples: ['peerway state import backup.json --dry-run', 'peerway state import backup.json --yes'],
      flags: () => [switchFlag('--dry-run', 'show the changes without making them')],
      invoke:
        (file: string, { dryRun = false }: { dryRun?: boolean }) =>
        async (ports) =>
          (await import('../commands/state/import.ts')).stateImport({ file, dryRun }, ports),
    },
  ],
};
