/** A document of `state export` that holds every property there is, and the places in it where values stand. */
import type * as v from 'valibot';
import { document as schema } from '../../src/store/import/schema.ts';
import { exportState } from '../../src/store/state-document.ts';
import { SAMPLE } from '../support/states.ts';

/** Any part of a document. */
// biome-ignore lint/suspicious/noExplicitAny: documents are what anybody may write
export type Loose = any;

/** The sample state with what it leaves out. */
export function fullDocument(): Loose {
  const document: Loose = JSON.parse(JSON.stringify(exportState(SAMPLE, { secrets: true })));
  for (const { provider } of document.vpcs) {
    if (provider.kind === 'aws') {
      provider.securityGroups.push('sg-0123456789abcdef0');
      provider.vpcId ??= 'vpc-0123456789abcdef1';
    }
    if (provider.kind === 'gcp') {
      provider.project ??= 'my-project-2';
      provider.network = 'my-network';
    }
  }
  return document;
}

/** The way to a value: property names and places in lists. */
export type Way = readonly (string | number)[];

/** `vpcs[].provider.region` */
export const wayText = (way: Way): string =>
  way
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);

/** The ways to all values that are no lists or objects. */
export function leavesOf(value: Loose, way: Way = []): Way[] {
  if (typeof value !== 'object' || value === null) return [way];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([step, inner]) => leavesOf(inner, [...way, step]));
}

/** The ways to all objects. */
export function objectsOf(value: Loose, way: Way = []): Way[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const inner = entries.flatMap(([step, one]) => objectsOf(one, [...way, step as string | number]));
  return Array.isArray(value) ? inner : [way, ...inner];
}

/** One way of each text, so that a list of three objects is tried once. */
export const distinct = (ways: readonly Way[]): Way[] => [
  ...new Map(ways.map((way) => [wayText(way), way])).values(),
];

const valueAt = (document: Loose, way: Way): Loose => way.reduce((value, step) => value[step], document);

/** The document as text with another value in one place. */
export function textWithValue(document: Loose, way: Way, value: unknown): string {
  const holder = valueAt(document, way.slice(0, -1));
  const last = way.at(-1) as string | number;
  const before = holder[last];
  holder[last] = value;
  try {
    return JSON.stringify(document);
  } finally {
    holder[last] = before;
  }
}

/** The document as text with one more property in an object, or another value of one that it has. */
export function textWithProperty(document: Loose, way: Way, name: string): string {
  const holder = valueAt(document, way);
  const before = Object.getOwnPropertyDescriptor(holder, name);
  // As JSON.parse does, which knows no names of a meaning of their own.
  Object.defineProperty(holder, name, { value: 'x', configurable: true, enumerable: true, writable: true });
  try {
    return JSON.stringify(document);
  } finally {
    if (before) Object.defineProperty(holder, name, before);
    else delete holder[name];
  }
}

/** The leaves that the schema knows, found in the schema itself. */
export const schemaLeaves = (): string[] => [...new Set(leavesOfSchema(schema).map(wayText))].sort();

function leavesOfSchema(part: v.GenericSchema, way: Way = []): Way[] {
  const inside = part as Loose;
  if (inside.entries)
    return Object.entries(inside.entries).flatMap(([key, inner]) =>
      leavesOfSchema(inner as v.GenericSchema, [...way, key]),
    );
  if (inside.type === 'array') return leavesOfSchema(inside.item, [...way, 0]);
  if (inside.type === 'variant')
    return inside.options.flatMap((option: v.GenericSchema) => leavesOfSchema(option, way));
  if (inside.wrapped) return leavesOfSchema(inside.wrapped, way);
  return [way];
}
