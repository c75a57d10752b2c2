/** A request's JSON as fields, with what Autotask's JSON binder says to a wrong type (reference sections 3 and 6). */
import { big, plain } from '../../../../src/plan/numbers/decimal.ts';
import { type Entity, fieldOf } from '../model/entities.ts';
import type { Field } from '../model/field.ts';
import type { Fields } from '../rules/check.ts';
import { Refusal } from '../rules/refusal.ts';
import type { AutotaskUser } from '../users.ts';
import { dateOf, toMs } from './dates.ts';

/** @throws Refusal */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(unexpected(text.trim().charAt(0)));
  }
}

/** Names in any case; unknown ones are passed over, and costs without the right to see them. @throws Refusal */
export function bind(entity: Entity, given: unknown, user: AutotaskUser): Fields {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) {
    throw new Refusal(unexpected(JSON.stringify(given)?.charAt(0) ?? ''));
  }
  const fields: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(entity, name);
    if (field === undefined || (field.isCost && !user.rights.costs)) continue;
    fields[field.name] = value === null ? null : bound(field, value);
  }
  return fields;
}

function bound({ type }: Field, value: unknown): unknown {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'string':
      if (typeof value === 'string' || typeof value === 'number') return String(value);
      break;
    case 'double':
      if (isNumeric(value)) return plain(big(String(value)));
      break;
    case 'date':
    case 'instant': {
      const ms = toMs(value);
      if (ms !== undefined) return type === 'date' ? dateOf(ms) : new Date(ms).toISOString();
      throw new Refusal(`Could not convert string to DateTime: ${String(value)}.`); // invented
    }
    default:
      if (isNumeric(value)) {
        if (Number.isInteger(Number(value))) return Number(value);
        throw new Refusal(`Input string '${value}' is not a valid integer.`); // invented
      }
  }
  throw new Refusal(unexpected(String(value).charAt(0)));
}

const isNumeric = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));

const unexpected = (character: string): string =>
  `Unexpected character encountered while parsing value: ${character}`;
