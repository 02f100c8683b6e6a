/** The results of Python's standard library: one process reads all texts. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

const SCRIPT = new URL('./oracle.py', import.meta.url).pathname;

const toHex = (value: string): string => Buffer.from(value, 'utf16le').toString('hex');
const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString('utf16le');

export interface Question {
  readonly kind: string;
  readonly text: string;
}

/** Returns the canonical form of each text, undefined if Python rejects it. */
export async function pythonAnswers(questions: readonly Question[]): Promise<(string | undefined)[]> {
  const python = spawn('python3', ['-S', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  python.stdin.end(questions.map((one) => `${one.kind}\t${toHex(one.text)}\n`).join(''));
  const answers = (await text(python.stdout)).trimEnd().split('\n');
  if (answers.length !== questions.length)
    throw new Error(`python3 answered ${answers.length} of ${questions.length} questions`);
  return answers.map((answer) => (answer === '-' ? undefined : fromHex(answer.slice(1))));
}

/** Returns the same for texts of one kind. */
export const pythonReads = (kind: string, texts: readonly string[]): Promise<(string | undefined)[]> =>
  pythonAnswers(texts.map((one) => ({ kind, text: one })));
