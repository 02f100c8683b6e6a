import { Document, Scalar, stringify, visit } from 'yaml';
import { escapedForYaml, hasUnshown } from './escapes.ts';

/** A value as a YAML 1.2 document. What would not show as it is stands in double quotes, escaped. */
export function yamlText(value: unknown): string {
  const text = stringify(value);
  if (!hasUnshown(text)) return text;
  const document = new Document(value);
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && hasUnshown(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapedForYaml(document.toString());
}
