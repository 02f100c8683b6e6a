import { stringify } from 'yaml';

/** A value as a YAML 1.2 document. */
export const yamlText = (value: unknown): string => stringify(value);
