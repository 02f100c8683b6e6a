/** The help topics with their texts. `peerway help` lists them; the README links to their files. */
import addressPlan from './address-plan.md?raw';
import clients from './clients.md?raw';
import cloudNetworks from './cloud-networks.md?raw';
import clouds from './clouds.md?raw';
import concepts from './concepts.md?raw';
import deploy from './deploy.md?raw';
import devices from './devices.md?raw';
import encryption from './encryption.md?raw';
import environment from './environment.md?raw';
import existingTunnels from './existing-tunnels.md?raw';
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
import { TOPIC_NAMES, type TopicName } from './topic-names.ts';
import troubleshooting from './troubleshooting.md?raw';
import wireguard from './wireguard.md?raw';

export interface Topic {
  /** As in `peerway help <name>`. */
  readonly name: TopicName;
  readonly title: string;
  /** Markdown, the title included. */
  readonly text: string;
}

const TEXTS: Readonly<Record<TopicName, string>> = {
  'address-plan': addressPlan,
  clients,
  'cloud-networks': cloudNetworks,
  clouds,
  concepts,
  deploy,
  devices,
  encryption,
  environment,
  'existing-tunnels': existingTunnels,
  'exit-codes': exitCodes,
  firewall,
  formats,
  limits,
  output,
  owners,
  prompts,
  quickstart,
  scripting,
  storage,
  'tab-completion': tabCompletion,
  troubleshooting,
  wireguard,
};

export const TOPICS: readonly Topic[] = TOPIC_NAMES.map((name) => {
  const text = TEXTS[name];
  return { name, title: titleOf(text), text };
});

/** The heading in the first line. */
function titleOf(text: string): string {
  return text.slice('# '.length, text.indexOf('\n'));
}
