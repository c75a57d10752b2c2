export type Json = Record<string, unknown>;

/** A JSON object of the payload with where it stands: its pointer, and the key under which its parent holds it. */
export type Place = { node: Json; pointer: string; key: string; parent: Place | null };

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Every object of a payload, parents first. An object in an array has the array's key. */
export function walk(payload: unknown, pointer: string, key = '', parent: Place | null = null): Place[] {
  if (Array.isArray(payload)) return payload.flatMap((one, i) => walk(one, `${pointer}/${i}`, key, parent));
  if (!isObject(payload)) return [];
  const place: Place = { node: payload, pointer, key, parent };
  return [
    place,
    ...Object.entries(payload).flatMap(([name, value]) => walk(value, `${pointer}/${name}`, name, place)),
  ];
}

/** Unicode code points, which is how Slack counts. */
export const lengthOf = (text: string): number => [...text].length;

export const problem = (what: string, pointer: string): string => `[ERROR] ${what} [json-pointer:${pointer}]`;
