/** At most `length` UTF-16 units, as the database counts them, and no half of a pair at the end. */
export const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
