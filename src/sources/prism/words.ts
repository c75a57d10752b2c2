/** Foreign text in a message to people: on one line, at most `length` characters. */
export function cutShort(text: string, length = 40): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
