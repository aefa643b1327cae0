type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Schema = Readonly<Record<string, Json>>;

/** Says nothing of a value. */
const WORDS = new Set(['$schema', 'title', 'description', 'default', 'format']);

/**
 * Where a value breaks a JSON Schema (2020-12), as `path: keyword`; empty when it does not. It knows the keywords below and throws at any
 * other, so that no rule of a schema is passed over.
 */
export function breaks(schema: Schema, value: Json, path = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (WORDS.has(keyword)) return [];
    const test = KEYWORDS[keyword];
    if (!test) throw new Error(`json schema: ${keyword} at ${path}`);
    const found = test(value, rule as never, path, schema);
    return found === true ? [] : found === false ? [`${path}: ${keyword}`] : found;
  });
}

type Test = (value: Json, rule: never, path: string, schema: Schema) => boolean | string[];

const number = (holds: (value: number, rule: number) => boolean): Test => {
  return (value, rule: number) => typeof value !== 'number' || holds(value, rule);
};
const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const KEYWORDS: Readonly<Record<string, Test>> = {
  type: (value, rule: string) =>
    rule === 'object'
      ? isObject(value)
      : rule === 'array'
        ? isList(value)
        : rule === 'integer'
          ? Number.isInteger(value)
          : typeof value === rule,
  const: (value, rule: Json) => value === rule,
  enum: (value, rule: readonly Json[]) => rule.includes(value),
  minimum: number((value, rule) => value >= rule),
  maximum: number((value, rule) => value <= rule),
  exclusiveMinimum: number((value, rule) => value > rule),
  exclusiveMaximum: number((value, rule) => value < rule),
  minLength: (value, rule: number) => typeof value !== 'string' || value.length >= rule,
  maxLength: (value, rule: number) => typeof value !== 'string' || value.length <= rule,
  pattern: (value, rule: string) => typeof value !== 'string' || new RegExp(rule, 'u').test(value),
  minItems: (value, rule: number) => !isList(value) || value.length >= rule,
  maxItems: (value, rule: number) => !isList(value) || value.length <= rule,
  items: (value, rule: Schema, path) => !isList(value) || value.flatMap((item, i) => breaks(rule, item, `${path}.${i}`)),
  required: (value, rule: readonly string[], path) =>
    !isObject(value) || rule.filter((name) => !Object.hasOwn(value, name)).map((name) => `${path}.${name}: required`),
  properties: (value, rule: Readonly<Record<string, Schema>>, path) =>
    !isObject(value) ||
    Object.entries(rule).flatMap(([name, schema]) =>
      Object.hasOwn(value, name) ? breaks(schema, value[name]!, `${path}.${name}`) : [],
    ),
  propertyNames: (value, rule: Schema, path) =>
    !isObject(value) || Object.keys(value).flatMap((name) => breaks(rule, name, `${path}.${name}`)),
  additionalProperties: (value, rule: boolean | Schema, path, { properties = {} }) =>
    !isObject(value) ||
    Object.keys(value)
      .filter((name) => !Object.hasOwn(properties as object, name))
      .flatMap((name) =>
        rule === false
          ? [`${path}.${name}: additionalProperties`]
          : rule === true
            ? []
            : breaks(rule, value[name]!, `${path}.${name}`),
      ),
  anyOf: (value, rule: readonly Schema[], path) => rule.some((schema) => breaks(schema, value, path).length === 0),
  oneOf: (value, rule: readonly Schema[], path) => rule.filter((schema) => breaks(schema, value, path).length === 0).length === 1,
  allOf: (value, rule: readonly Schema[], path) => rule.flatMap((schema) => breaks(schema, value, path)),
};
