/** Foreign text on its way to people: one line, cut, and with every secret of this login taken out. */
export type Words = (text: string) => string;

const LENGTH = 300;

/** `secrets` are replaced wherever they stand, also percent-encoded. */
export function wordsWithout(secrets: readonly string[]): Words {
  const hidden = [...new Set(secrets.flatMap(secret => [secret, encodeURIComponent(secret)]))]
    .filter(secret => secret.length > 0)
    .sort((a, b) => b.length - a.length);
  return text => {
    const clean = hidden.reduce((left, secret) => left.replaceAll(secret, '•••'), text);
    const line = clean.replaceAll(/\s+/g, ' ').trim();
    return line.length > LENGTH ? `${line.slice(0, LENGTH)}…` : line;
  };
}
