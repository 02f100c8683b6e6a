/** The help topics, in reading order. `peerway help` lists them; the README links to their files. */
import addressPlan from './address-plan.md?raw';
import clients from './clients.md?raw';
import clouds from './clouds.md?raw';
import concepts from './concepts.md?raw';
import deploy from './deploy.md?raw';
import encryption from './encryption.md?raw';
import environment from './environment.md?raw';
import exitCodes from './exit-codes.md?raw';
import firewall from './firewall.md?raw';
import formats from './formats.md?raw';
import limits from './limits.md?raw';
import output from './output.md?raw';
import owners from './owners.md?raw';
import prompts from './prompts.md?raw';
import quickstart from './quickstart.md?raw';
import scripting from './scripting.md?raw';
import storage from './storage.md?raw';
import tabCompletion from './tab-completion.md?raw';
import troubleshooting from './troubleshooting.md?raw';
import wireguard from './wireguard.md?raw';

export interface Topic {
  /** As in `peerway help <name>`. Never the name of a noun: `peerway help gateway` is the help of the command. */
  readonly name: string;
  readonly title: string;
  /** Markdown, the title included. */
  readonly text: string;
}

export const TOPICS: readonly Topic[] = [
  topic('quickstart', quickstart),
  topic('concepts', concepts),
  topic('owners', owners),
  topic('prompts', prompts),
  topic('address-plan', addressPlan),
  topic('wireguard', wireguard),
  topic('firewall', firewall),
  topic('formats', formats),
  topic('deploy', deploy),
  topic('clients', clients),
  topic('clouds', clouds),
  topic('output', output),
  topic('scripting', scripting),
  topic('tab-completion', tabCompletion),
  topic('environment', environment),
  topic('storage', storage),
  topic('encryption', encryption),
  topic('exit-codes', exitCodes),
  topic('troubleshooting', troubleshooting),
  topic('limits', limits),
];

/** The title is the heading in the first line. */
function topic(name: string, text: string): Topic {
  return { name, title: text.slice('# '.length, text.indexOf('\n')), text };
}
