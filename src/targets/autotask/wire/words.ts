import { hiding } from '../../../log.ts';

/** Foreign text on its way to people: one line, cut, and with every secret of this login taken out. */
export type Words = (text: string) => string;

const LENGTH = 300;

/** `secrets` are taken out wherever they stand, however they are spelt. */
export function wordsWithout(secrets: readonly string[]): Words {
  const hide = hiding(secrets, '•••');
  return text => {
    const line = hide(text).replaceAll(/\s+/g, ' ').trim();
    return line.length > LENGTH ? `${line.slice(0, LENGTH)}…` : line;
  };
}
