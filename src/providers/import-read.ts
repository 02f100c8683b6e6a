/** Asks a provider what VPCs there are. */
import { usage } from '../errors.ts';
import { answerOf } from './answer.ts';
import type { Program } from './program.ts';

/** Seconds that one question may take. */
const PATIENCE = 120;

const AWS_QUESTIONS = ['describe-vpcs', 'describe-subnets', 'describe-route-tables'];

/** What `aws` says of one region; without one, of that of its configuration. */
export function askAws(
  aws: Program,
  { region, profile }: { readonly region?: string | undefined; readonly profile?: string | undefined },
): Promise<unknown[]> {
  const where = [
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
  ];
  return Promise.all(
    AWS_QUESTIONS.map((question) => answerOf(aws, ['ec2', question, ...where, '--output', 'json'], PATIENCE)),
  );
}

/** What `gcloud` says of one project; without one, of that of its configuration. */
export function askGcloud(gcloud: Program, project: string | undefined): Promise<unknown[]> {
  const where = project === undefined ? [] : [`--project=${project}`];
  return Promise.all(
    [
      ['networks', 'list'],
      ['networks', 'subnets', 'list'],
    ].map((question) => answerOf(gcloud, ['compute', ...question, ...where, '--format=json'], PATIENCE)),
  );
}

export const parsedDocument = (bytes: Uint8Array, name: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw usage(
      `${name} is not a JSON document`,
      'save it with --output json (aws) or --format json (gcloud)',
    );
  }
};
