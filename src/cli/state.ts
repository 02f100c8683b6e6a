import { parseInteger } from '../model/values.ts';
import { type Noun, switchFlag } from './grammar.ts';

export const STATE: Noun = {
  name: 'state',
  topics: ['storage', 'encryption'],
  summary: 'The state itself: where it is, whether it is sound, in and out',
  verbs: [
    {
      usage: 'path',
      summary: 'Print the folder of the state',
      examples: ['peerway state path'],
      invoke: () => async (ports) => (await import('../commands/state/path.ts')).statePath(ports),
    },
    {
      usage: 'check',
      summary: 'Read the whole state and ask every rule about it',
      headline: () => 'the state is invalid',
      examples: ['peerway state check'],
      invoke: () => async (ports) => (await import('../commands/state/check.ts')).stateCheck(ports),
    },
    {
      usage: 'export',
      summary: 'Print the whole state as one JSON document',
      examples: ['peerway state export > plan.json', 'peerway state export --with-secrets > backup.json'],
      flags: () => [switchFlag('--with-secrets', 'private and preshared keys too')],
      invoke:
        ({ withSecrets = false }: { withSecrets?: boolean }) =>
        async (ports) =>
          (await import('../commands/state/export.ts')).stateExport({ secrets: withSecrets }, ports),
    },
    {
      usage: 'backups',
      lists: async () => (await import('../commands/state/backups.ts')).BACKUP_COLUMNS,
      summary: 'List the earlier revisions that are kept',
      examples: ['peerway state backups'],
      invoke: () => async (ports) => (await import('../commands/state/backups.ts')).stateBackups(ports),
    },
    {
      usage: 'restore <revision>',
      summary: 'Put an earlier revision in the place of the present state',
      headline: ([revision]) => `cannot restore revision ${revision}`,
      completes: ['revision'],
      description:
        'It also does so when the present state is damaged. What is replaced stays among the earlier revisions.',
      examples: ['peerway state restore 41 --yes'],
      invoke: (text: string) => {
        const revision = parseInteger(text, 'revision', 1, 2 ** 31);
        return async (ports) => (await import('../commands/state/restore.ts')).stateRestore(revision, ports);
      },
    },
    {
      usage: 'encrypt',
      summary: 'Encrypt the state where it lies, for a key file or behind a passphrase',
      description: [
        'It encrypts the earlier revisions and the log as well; from then on nothing plain is taken for the state.',
        'The key file is one of `age`; it is made where there is none. A passphrase is asked for, or is in the first line of --passphrase-file.',
        'Run again, it encrypts for another key. Then the flags name the new one, and the present one is found without them: PEERWAY_KEY_FILE, PEERWAY_PASSPHRASE_FILE, the preference key-file, or where it was last time.',
      ].join('\n\n'),
      examples: [
        'peerway state encrypt --key-file ~/peerway.key --yes',
        'peerway state encrypt --passphrase --passphrase-file passphrase.txt --yes',
      ],
      flags: () => [switchFlag('--passphrase', 'behind a passphrase, in place of a key file')],
      invoke:
        ({ passphrase = false }: { passphrase?: boolean }) =>
        async (ports) =>
          (await import('../commands/state/encrypt.ts')).stateEncrypt({ passphrase }, ports),
    },
    {
      usage: 'decrypt',
      summary: 'Make an encrypted state plain again',
      examples: ['peerway state decrypt --yes', 'peerway state decrypt --key-file ~/peerway.key --yes'],
      invoke: () => async (ports) => (await import('../commands/state/decrypt.ts')).stateDecrypt(ports),
    },
    {
      usage: 'import <file>',
      summary: 'Put an exported document in place of the state; - is stdin',
      headline: () => 'cannot import the document',
      completes: ['file'],
      description:
        'Every value is checked like anything typed. Keys that the document leaves out are kept from the present state.',
      examples: ['peerway state import backup.json --yes'],
      invoke: (file: string) => async (ports) =>
        (await import('../commands/state/import.ts')).stateImport(file, ports),
    },
  ],
};
