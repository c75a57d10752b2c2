/** JSON text for a column of JSON. PostgreSQL takes no NUL and no half of a surrogate pair; both become U+FFFD. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return /\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(value, repaired) : text;
}

const repaired = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

/** A pattern for `ilike` that finds `text` anywhere, its own `%` and `_` taken literally. */
export const anywhere = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
