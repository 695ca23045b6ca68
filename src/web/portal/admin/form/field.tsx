import { useDescription } from '../context.js';
import { isUnion } from '../document.js';
import { ArrayField } from './array-field.js';
import { ChoiceField } from './choice-field.js';
import type { FieldProps } from './field-props.js';
import { GroupField } from './group-field.js';
import { IconField } from './icon-field.js';
import { ReferenceField } from './reference-field.js';
import { BooleanField, EnumField, NumberField, SecretField, TextValueField } from './scalar-fields.js';
import { SetField } from './set-field.js';

/** The field that a schema asks for. */
export function Field(given: FieldProps) {
  const description = useDescription();
  const resolve = (schema: FieldProps['schema']) => description.resolve(schema);
  const schema = resolve(given.schema);
  const props = { ...given, schema };
  if (schema['x-secret']) return <SecretField {...props} />;
  if (schema['x-reference'] !== undefined) return <ReferenceField {...props} />;
  if (isUnion(schema)) return <ChoiceField {...props} />;
  if (schema.const !== undefined) return null;
  if (schema.enum !== undefined) return <EnumField {...props} />;
  if (schema.pattern?.startsWith('^data:')) return <IconField {...props} />;
  switch (schema.type) {
    case 'object':
      return <GroupField {...props} />;
    case 'array':
      return resolve(schema.items ?? {}).enum === undefined ? <ArrayField {...props} /> : <SetField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'integer':
    case 'number':
      return <NumberField {...props} />;
    default:
      return <TextValueField {...props} />;
  }
}
