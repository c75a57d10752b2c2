import { Refusal } from './refusal.ts';

/** A call's arguments, from a form, a JSON body or the query. A form holds objects as JSON text and numbers as text. */
export class Args {
  readonly all: Record<string, unknown>;
  readonly isJson: boolean;

  constructor(all: Record<string, unknown>, isJson = false) {
    this.all = all;
    this.isJson = isJson;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw new Refusal('invalid_arguments', {
      messages: [`[ERROR] must be a string [json-pointer:/${name}]`],
    });
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw Refusal.missing(name);
    return value;
  }

  flag(name: string): boolean {
    const value = this.all[name];
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (!/^\d+$/.test(value)) throw new Refusal('invalid_arguments');
    return Number(value);
  }

  /** @throws Refusal `invalid_arguments`, or the word given, for text that is no JSON */
  json(name: string, word = 'invalid_arguments'): unknown {
    const value = this.all[name];
    if (value === '') return undefined;
    if (typeof value !== 'string') return value ?? undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw new Refusal(word, { messages: [`[ERROR] must be valid JSON [json-pointer:/${name}]`] });
    }
  }

  /** For the record of calls: without the token, objects as objects. */
  get seen(): Record<string, unknown> {
    const { token: _, ...others } = this.all;
    return Object.fromEntries(Object.entries(others).map(([name, value]) => [name, decoded(value)]));
  }
}

function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
