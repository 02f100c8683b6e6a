import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { describeWith } from '../support/requirements.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';
import { runLines } from './shells.ts';

/** The command of `peerway help encryption` that decrypts without peerway. */
const [{ text: command } = { text: '' }] = codeBlocks(
  section(topicFile('encryption'), 'Open the state without peerway'),
  'sh',
);

describeWith(['age'], 'what age itself', () => {
  const box = sandbox();

  test('decrypts is the state, with the command of the topic', async () => {
    await seoulAndOsaka(box);
    const plain = box.bytes().split('\n').slice(1).join('\n');
    await box.ok(`state encrypt --key-file ${join(box.folder, 'peerway.key')} --yes`);
    expect(command).not.toBe('');
    const lines = command.replace('~/.local/share/peerway', '"$PEERWAY_STATE"');
    const { stdout, stderr } = runLines({ program: 'sh', flags: ['-eu'] }, lines, box);
    expect([stderr, stdout]).toEqual(['', `{"command":"state encrypt"}\n${plain}`]);
  });

  test('keeps in a key file opens a state, and its own passphrase the key', async () => {
    const key = join(box.folder, 'own.key');
    expect(spawnSync('age-keygen', ['-o', key]).status).toBe(0);
    await box.ok(`state encrypt --key-file ${key} --yes`);
    expect(await box.ok('gateway list -o name')).toBe('osaka\nseoul\n');
    const lines = `tail -n +2 "$PEERWAY_STATE/state.jsonl" | age -d -i ${key}`;
    expect(runLines({ program: 'sh', flags: ['-eu'] }, lines, box).stdout).toMatch(/^\{"command"/);
  });

  test('opens with the passphrase is the key of the state', async () => {
    writeFileSync(join(box.folder, 'passphrase'), 'correct horse\n');
    await box.ok(`state encrypt --passphrase --passphrase-file ${join(box.folder, 'passphrase')} --yes`);
    const opened = join(box.folder, 'opened');
    const terminal = open({ box, command: 'age', args: ['-d', '-o', opened, join(box.state, 'key.age')] });
    await terminal.until('Enter passphrase');
    terminal.type('correct horse\r');
    expect(await terminal.exit).toBe(0);
    const { recipient } = JSON.parse(readFileSync(join(box.state, 'encryption.json'), 'utf8'));
    expect(spawnSync('age-keygen', ['-y', opened], { encoding: 'utf8' }).stdout).toBe(`${recipient}\n`);
  });
});
