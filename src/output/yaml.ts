import { Document, Scalar, stringify, visit } from 'yaml';
import { escapeForYaml, hasInvisible } from './escapes.ts';

/** Formats a value as a YAML 1.2 document. A string with invisible characters is escaped, in double quotes. */
export function yamlText(value: unknown): string {
  const text = stringify(value);
  if (!hasInvisible(text)) return text;
  const document = new Document(value);
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && hasInvisible(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeForYaml(document.toString());
}
