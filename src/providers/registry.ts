/** The only list of providers. */
import type { Via } from '../model/peering.ts';
import type { ProviderSpec, ProviderSpecs } from '../model/provider.ts';
import { aws } from './aws/spec.ts';
import { azure } from './azure/spec.ts';
import { gcp } from './gcp/spec.ts';
import type { Engine, VpcEngine } from './provider.ts';
import { wireguard } from './wireguard/spec.ts';

/** A provider: its facts, and the half that is loaded on first use. */
export type Entry = { readonly spec: ProviderSpec; readonly engine: () => Promise<Engine> };

const entries: Entry[] = [
  { spec: wireguard, engine: async () => (await import('./wireguard/engine.ts')).wireguardEngine },
  { spec: aws, engine: async () => (await import('./aws/engine.ts')).awsEngine },
  { spec: gcp, engine: async () => (await import('./gcp/engine.ts')).gcpEngine },
  { spec: azure, engine: async () => (await import('./azure/engine.ts')).azureEngine },
];

/** The transport of a peering unless --via names another. */
export const DEFAULT_VIA: Via = wireguard.via;

/** The facts about every provider. */
export const specs: ProviderSpecs = {
  get all() {
    return entries.map(({ spec }) => spec);
  },
  of: (via) => entryOf(via).spec,
  labelOf: (via) => entries.find(({ spec }) => spec.via === via)?.spec.label ?? via,
};

function entryOf(via: Via): Entry {
  const entry = entries.find(({ spec }) => spec.via === via);
  if (!entry) throw new Error(`no provider is named ${via}`);
  return entry;
}

/** Loads the engine of a provider. */
export const engineOf = (via: Via): Promise<Engine> => entryOf(via).engine();

/** Loads the engine of a provider that connects VPCs. */
export async function vpcEngineOf(via: Via): Promise<VpcEngine> {
  const engine = await engineOf(via);
  if (engine.ends === 'vpc') return engine;
  throw new Error(`provider ${via} connects gateways`);
}

/** Adds a provider, until the returned function is called. */
export function register(entry: Entry): () => void {
  entries.push(entry);
  return () => {
    entries.splice(entries.indexOf(entry), 1);
  };
}
