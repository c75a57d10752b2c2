/** JSON whose numbers never pass through a double: a price of ten decimals comes in, and goes out, as it was written. */
import { big, canonical, type Decimal, isDecimal, plain } from './plan/numbers/decimal.ts';

/**
 * JSON with every number as the decimal text it was written in. `1E-05` becomes `0.00001`; numbers no price could be
 * stay as written, to be refused as no decimal.
 * @throws SyntaxError
 */
export function parseExact(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? spelledOut(context?.source ?? String(value)) : value,
  );
}

function spelledOut(source: string): string {
  const exponent = /e([+-]?\d+)$/i.exec(source)?.[1];
  const reasonable = exponent !== undefined && Math.abs(Number(exponent)) <= 30;
  return !isDecimal(source) && reasonable ? plain(big(source)) : source;
}

/** A number literal inside a value that is to become JSON text. */
export type NumberLiteral = object;

const LITERAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const { rawJSON } = JSON as unknown as { rawJSON(text: string): NumberLiteral };

/**
 * Decimal text that `JSON.stringify` writes as a number, digit for digit: `12.3400` stays `12.3400`. Text that is a
 * decimal but no JSON number (`.5`, `+1`, `020`) is written in its canonical form.
 * @throws RangeError for text that is no decimal
 */
export function asNumber(value: Decimal): NumberLiteral {
  if (!isDecimal(value)) throw new RangeError(`not a decimal: ${value}`);
  return rawJSON(LITERAL.test(value) ? value : canonical(value.replace(/^\+/, '')));
}
