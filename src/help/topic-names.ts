/** The help topics, in reading order. No topic has the name of a noun: `peerway help gateway` is about the command. */
export const TOPIC_NAMES = [
  'quickstart',
  'concepts',
  'owners',
  'prompts',
  'address-plan',
  'wireguard',
  'firewall',
  'formats',
  'devices',
  'deploy',
  'existing-tunnels',
  'clients',
  'clouds',
  'cloud-networks',
  'output',
  'scripting',
  'tab-completion',
  'environment',
  'storage',
  'encryption',
  'exit-codes',
  'troubleshooting',
  'limits',
] as const;

export type TopicName = (typeof TOPIC_NAMES)[number];
