import { big, isDecimal, plain } from './plan/decimal.ts';

/**
 * JSON with every number as the decimal text it was written in: a price of ten decimals must not pass through a
 * double. `1E-05` becomes `0.00001`; numbers no price could be stay as written, to be refused as no decimal.
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
