import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Invoice, Line } from '../../../src/plan/invoice/line.ts';
import { addDays } from '../../../src/plan/numbers/calendar.ts';
import { canonical, isZero } from '../../../src/plan/numbers/decimal.ts';
import { readCsv } from '../../../src/sources/prism/lines.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import { agreement, invoice, line, reseller } from '../../sandbox/prism/builders.ts';
import { streamCsv, wholeCsv } from '../../sandbox/prism/csv.ts';
import { defaultSwitches, type PrismSwitches } from '../../sandbox/prism/switches.ts';

const held = agreement({ holder: reseller() });
const header: Invoice = {
  id: 'inv-1',
  number: 'INV-1',
  agreementId: held.id,
  program: held.program,
  kind: 'standard',
  status: 'approved',
  month: '2026-09',
  issued: null,
  currency: 'AUD',
  total: null,
};

/** Anything a person may have typed into an offer or a name: quotes, commas, line ends, other scripts. */
const words = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'ü', '社', 'x', '\t', "'") }),
);
const digits = (most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most });
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits(9), fc.option(digits(12)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);
const optional = fc.oneof(fc.constant(''), decimal);
const dates = fc
  .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 400 }))
  .map(([start, length]) => ({
    from: addDays('2020-01-01', start),
    to: addDays('2020-01-01', start + length),
  }));

const row: fc.Arbitrary<LineRecord> = fc
  .record({
    span: dates,
    texts: fc.tuple(words, words, words, words, words),
    offer: words.map(text => `O${text}`),
    unitCost: decimal,
    unitPrice: optional,
    quantity: decimal,
    ratio: optional,
    subTotal: decimal,
    subTotalRetail: optional,
    term: fc.constantFrom(['1', 'Year', 'P1Y'], ['1', 'Month', 'P1M'], ['3', 'Years', 'P3Y'], ['', '', null]),
    cycle: fc.constantFrom('Monthly', 'Annual', ''),
  })
  .map(
    ({
      span,
      texts: [subscriptionId, domain, customerName, description, agreementNumber],
      term,
      cycle,
      ...rest
    }) => ({
      ...line({ subscription: '', quantity: '1', unitCost: '1', unitPrice: '1', ...span }),
      ...rest,
      subscriptionId,
      domain,
      customerName,
      description,
      agreementNumber,
      termNumber: term[0] ?? '',
      termUnit: term[1] ?? '',
      billingCycle: cycle,
    }),
  );

const switchesArbitrary: fc.Arbitrary<PrismSwitches> = fc
  .record({
    fractions: fc.constantFrom<PrismSwitches['fractions'][]>(0, 3, 7, 'date-only'),
    offset: fc.constantFrom('+10:00', '-08:00', 'Z', ''),
    bom: fc.boolean(),
    newline: fc.constantFrom('\n' as const, '\r\n' as const),
    quoted: fc.boolean(),
    extra: fc.constantFrom<string[]>([], ['Mystery'], ['Currency', 'Other, "column"']),
  })
  .map(({ fractions, offset, ...csv }) => ({
    ...defaultSwitches(),
    fractions,
    offset,
    csv: { ...csv, columns: 'all' as const },
  }));

const trimmed = (text: string) => text.trim() || null;
const number = (text: string) => (isZero(text) ? '0' : canonical(text));
const optionalNumber = (text: string) => (text === '' ? null : number(text));
const expected = (rows: LineRecord[], switches: PrismSwitches): Omit<Line, 'key'>[] =>
  rows.map((written, at) => ({
    row: at + 2,
    subscriptionId: trimmed(written.subscriptionId),
    domain: trimmed(written.domain),
    customerName: trimmed(written.customerName),
    agreementNumber: trimmed(written.agreementNumber),
    offerName: written.offer.trim(),
    description: written.description.trim(),
    from: written.from,
    to: written.to,
    quantity: number(written.quantity),
    unitCost: number(written.unitCost),
    unitPrice: optionalNumber(written.unitPrice),
    ratio: optionalNumber(written.ratio),
    cost: number(written.subTotal),
    price: optionalNumber(written.subTotalRetail),
    term: { Year: 'P1Y', Month: 'P1M', Years: 'P3Y', '': null }[written.termUnit] ?? null,
    billing: ({ Monthly: 'monthly', Annual: 'annual', '': null } as const)[written.billingCycle] ?? null,
    sku: null,
    productId: null,
    currency: switches.csv.extra.includes('Currency') ? 'AUD' : null,
  }));

const same = (text: string) => text;
async function read(body: Readable): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readCsv(header, body, same)) lines.push(line);
  return lines;
}

test('any lines the CSV writer wrote are read back equal, whatever the text, the form and the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), switchesArbitrary, async (rows, switches) => {
      const file = invoice({ agreement: held, month: '2026-09', lines: rows });
      const lines = await read(streamCsv(file, switches));
      expect(lines.map(({ key: _, ...content }) => content)).toEqual(expected(rows, switches));
      expect(new Set(lines.map(({ key }) => key)).size).toBe(rows.length);

      const bytes = Buffer.from(wholeCsv(file, switches));
      const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
        bytes.subarray(at * 7, at * 7 + 7),
      );
      expect(await read(Readable.from(pieces, { objectMode: false }))).toEqual(lines);
    }),
    { numRuns: 150 },
  );
});

test('the keys of a file are the same in any order of its rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(row, { minLength: 1, maxLength: 6 })
        .chain(rows =>
          fc.tuple(
            fc.constant([...rows, ...rows]),
            fc.shuffledSubarray([...rows, ...rows], { minLength: rows.length * 2 }),
          ),
        ),
      async ([rows, shuffled]) => {
        const keys = async (lines: readonly LineRecord[]) => {
          const file = invoice({ agreement: held, month: '2026-09', lines });
          return (await read(streamCsv(file, defaultSwitches()))).map(({ key }) => key).toSorted();
        };
        expect(await keys(shuffled)).toEqual(await keys(rows));
      },
    ),
    { numRuns: 50 },
  );
});
