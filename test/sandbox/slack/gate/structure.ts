/** Whether a payload is built as Slack's types say: known blocks and elements, all that is required, nothing else. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { definitions, type Schema } from './definitions.ts';

export type Shape = 'Blocks' | 'ModalView' | 'HomeView' | 'Options' | 'OptionGroups';

const REF = '#/definitions/';
const named = (name: string): Schema => ({ $ref: `${REF}${name}` });
const arrayOf = (name: string): Schema => ({ type: 'array', items: named(name) });

const SHAPES: Record<Shape, Schema> = {
  Blocks: arrayOf('KnownBlock'),
  ModalView: named('ModalView'),
  HomeView: named('HomeView'),
  Options: arrayOf('PlainTextOption'),
  OptionGroups: {
    type: 'array',
    items: {
      type: 'object',
      properties: { label: named('PlainTextElement'), options: arrayOf('PlainTextOption') },
      required: ['label', 'options'],
      additionalProperties: false,
    },
  },
};

let ajv: Ajv | null = null;
const compiled = new Map<Shape, ValidateFunction>();

function validator(shape: Shape): ValidateFunction {
  const ready = compiled.get(shape);
  if (ready) return ready;
  ajv ??= new Ajv({ allErrors: true, strict: false, verbose: true }).addSchema({
    $id: 'slack',
    // `AnyBlock` takes any type of block, so that a misspelt one would pass.
    definitions: { ...(byType(definitions) as object), AnyBlock: named('KnownBlock') },
  });
  const made = ajv.compile(withId(SHAPES[shape]) as object);
  compiled.set(shape, made);
  return made;
}

const withId = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll(`"${REF}`, `"slack${REF}`));

/** What is wrong, in Slack's words and with the place as a JSON pointer below `at`. */
export function structureProblems(shape: Shape, payload: unknown, at: string): string[] {
  const validate = validator(shape);
  if (validate(payload)) return [];
  return [...new Set((validate.errors ?? []).flatMap(error => said(error, at)))];
}

/** One of several types is chosen by its `type`, so that what is wrong is said of that one alone. */
function byType(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(byType);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { anyOf, ...rest } = schema as Schema;
  const leaves = anyOf?.flatMap(leavesOf);
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, byType(value)]));
  if (!leaves) return inner;
  const types = [...new Set(leaves.map(({ type }) => type))];
  if (types.includes(null)) return { ...inner, anyOf: byType(anyOf) };
  const branches = types.map(type => {
    const fitting = leaves.filter(leaf => leaf.type === type).map(({ schema }) => byType(schema));
    return {
      if: { type: 'object', properties: { type: { const: type } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: fitting.length === 1 ? fitting[0] : { anyOf: fitting },
    };
  });
  return {
    ...inner,
    type: 'object',
    required: ['type'],
    properties: { type: { enum: types } },
    allOf: branches,
  };
}

/** The types behind a name, each with the value of its `type`; null where it has none. */
function leavesOf(schema: Schema): { type: unknown; schema: Schema }[] {
  const meant = schema.$ref ? definitions[decodeURIComponent(schema.$ref.slice(REF.length))] : schema;
  if (meant?.anyOf) return meant.anyOf.flatMap(leavesOf);
  return [{ type: meant?.properties?.type?.const ?? null, schema }];
}

function said({ keyword, instancePath, params, data, message }: ErrorObject, at: string): string[] {
  const place = `[json-pointer:${at}${instancePath}]`;
  switch (keyword) {
    case 'if':
    case 'anyOf':
      return keyword === 'if' ? [] : [`[ERROR] failed to match all allowed schemas ${place}`];
    case 'required':
      return [`[ERROR] missing required field: ${params.missingProperty} ${place}`];
    case 'additionalProperties':
      return [`[ERROR] invalid additional property: ${params.additionalProperty} ${place}`];
    case 'enum':
      return instancePath.endsWith('/type')
        ? [`[ERROR] unsupported type: ${String(data)} ${place}`]
        : [`[ERROR] must be one of ${params.allowedValues.join(', ')} ${place}`];
    case 'type':
      return [`[ERROR] must be a ${params.type} ${place}`];
    default:
      return [`[ERROR] ${message ?? keyword} ${place}`];
  }
}
