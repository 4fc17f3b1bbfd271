// A plugin of graphql-codegen: describes, for every input type that the console's operations
// take, the fields from which AutoForm makes a form: name, kind, whether it must be given,
// whether it is a list, and the SDL's own description as help. Enums come with their values.
import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isNonNullType, visit } from 'graphql';

/** Input types of all variables, and what stands in them. */
function reached(schema, documents) {
  const found = new Map();
  const take = (type) => {
    if (!type || found.has(type.name)) return;
    if (!isInputObjectType(type) && !isEnumType(type)) return;
    found.set(type.name, type);
    if (isInputObjectType(type)) Object.values(type.getFields()).forEach((f) => take(getNamedType(f.type)));
  };
  for (const { document } of documents) {
    visit(document, {
      VariableDefinition(node) {
        let type = node.type;
        while (type.kind !== 'NamedType') type = type.type;
        take(schema.getType(type.name.value));
      },
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** As the SDL has them; the schema that codegen hands over is sorted by name. */
const written = (things) => [...things].sort((a, b) => a.astNode.loc.start - b.astNode.loc.start);

const kindOf = (type) => (isInputObjectType(type) ? 'input' : isEnumType(type) ? 'enum' : 'scalar');

function fieldOf(field) {
  const inner = getNullableType(field.type);
  const named = getNamedType(field.type);
  return {
    name: field.name,
    type: named.name,
    kind: kindOf(named),
    ...(isNonNullType(field.type) && { required: true }),
    ...(isListType(inner) && { list: true }),
    ...(field.defaultValue !== undefined && { fallback: field.defaultValue }),
    ...(field.description && { help: field.description }),
  };
}

export const plugin = (schema, documents) => {
  const types = reached(schema, documents);
  const inputs = Object.fromEntries(types.filter(isInputObjectType).map((t) => [t.name, { help: t.description ?? '', fields: written(Object.values(t.getFields())).map(fieldOf) }]));
  const enums = Object.fromEntries(types.filter(isEnumType).map((t) => [t.name, written(t.getValues()).map((v) => ({ value: v.name, help: v.description ?? '' }))]));
  return [
    "import type { EnumValue, FormInput } from '../forms/model';",
    `export const inputs: Record<string, FormInput> = ${JSON.stringify(inputs, null, 1)};`,
    `export const enums: Record<string, EnumValue[]> = ${JSON.stringify(enums, null, 1)};`,
    '',
  ].join('\n');
};
