import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import { COLUMNS } from '../../sandbox/prism/csv.ts';
import type { Fault } from '../../sandbox/prism/faults.ts';
import type { PrismSwitches } from '../../sandbox/prism/switches.ts';
import {
  contoso,
  failure,
  issue,
  linesOf,
  readAll,
  september,
  startWorld,
  type World,
} from './prism-fixture.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.requests.forbidden).toEqual([]);
  await world.close();
});

test('a line has all that its row says', async () => {
  issue(world, [september({ from: '2026-09-10', unitCost: '20.0000000001', quantity: 6 })]);
  Object.assign(world.sandbox.switches, { offset: '+10:00' });
  expect(await linesOf(world)).toEqual([
    {
      key: expect.stringMatching(/^[\w-]{36}:[\w-]{22}:1$/),
      row: 2,
      subscriptionId: contoso().subscriptions[0]?.id,
      domain: 'contoso.onmicrosoft.com',
      customerName: 'Contoso',
      agreementNumber: '1234567',
      offerName: 'Microsoft 365 Business Premium',
      description: '',
      from: '2026-09-10',
      to: '2026-09-30',
      quantity: '6',
      unitCost: '20.0000000001',
      unitPrice: '25',
      ratio: '0.7',
      cost: '84.00000000042',
      price: '105',
      term: 'P1M',
      billing: 'monthly',
      sku: null,
      productId: null,
      currency: null,
    },
  ]);
});

test('ten columns, a byte order mark and no ratio are enough', async () => {
  issue(world, [september({ subscription: '', ratio: '', unitCost: '-20' })]);
  Object.assign(world.sandbox.switches.csv, { columns: 'ten', bom: true, newline: '\n' });
  expect(await linesOf(world)).toMatchObject([
    { subscriptionId: null, ratio: null, cost: '-120', domain: null, term: null, billing: null },
  ]);
});

describe('keys', () => {
  test('stay when the file is read again, and change with what a row says', async () => {
    const { id } = issue(world, [september(), september(), september({ quantity: 7 })]);
    const before = (await linesOf(world)).map(({ key }) => key);
    expect((await linesOf(world)).map(({ key }) => key)).toEqual(before);
    expect(new Set(before).size).toBe(3);
    world.sandbox.book.revise(id, [september({ quantity: 7 }), september(), september({ quantity: 8 })]);
    const after = (await linesOf(world)).map(({ key }) => key);
    expect(after.slice(0, 2)).toEqual([before[2], before[0]]);
    expect(before).not.toContain(after[2]);
  });
});

type Bad = {
  name: string;
  rows?: Partial<LineRecord>[];
  csv?: Partial<PrismSwitches['csv']>;
  fault?: Fault;
  code: string;
  says: string;
};
const header = COLUMNS.join(',');
const text = (body: string): Fault => ({ kind: 'text', body, type: 'text/csv' });
const row = 'R,d,s,Offer,2026-09-01,2026-09-30,,20,25,6,1,120,150,1,,C,Monthly,1,Month';

describe('a file that cannot be read with certainty', () => {
  const bad: Bad[] = [
    {
      name: 'no number',
      rows: [{}, { quantity: 'six' }],
      code: 'csv-row',
      says: ', row 3, column Quantity: "six" is not a number.',
    },
    {
      name: 'a decimal comma',
      rows: [{ subTotal: '120,50' }],
      code: 'csv-row',
      says: ', row 2, column SubTotal: "120,50" is not a number.',
    },
    {
      name: 'thousands',
      rows: [{ unitCost: '1,200.00' }],
      code: 'csv-row',
      says: ', row 2, column UnitPrice: "1,200.00" is not a number.',
    },
    {
      name: 'a currency sign',
      rows: [{ unitPrice: '$25' }],
      code: 'csv-row',
      says: ', row 2, column UnitPriceRrp: "$25" is not a number.',
    },
    {
      name: 'an exponent',
      rows: [{ ratio: '1E-1' }],
      code: 'csv-row',
      says: ', row 2, column BillableRatio: "1E-1" is not a number.',
    },
    {
      name: 'no amount',
      rows: [{ subTotal: '' }],
      code: 'csv-row',
      says: ', row 2, column SubTotal: is empty.',
    },
    {
      name: 'no offer',
      rows: [{ offer: ' ' }],
      code: 'csv-row',
      says: ', row 2, column OfferName: is empty.',
    },
    {
      name: 'an impossible date',
      rows: [{ from: '2026-02-30T00:00:00' }],
      code: 'csv-row',
      says: ', row 2, column ChargeStartDate: "2026-02-30T00:00:00" is not a date.',
    },
    {
      name: 'an ambiguous date',
      rows: [{ to: '01/02/2026' }],
      code: 'csv-row',
      says: ', row 2, column ChargeEndDate: "01/02/2026" is not a date.',
    },
    {
      name: 'an end before the start',
      rows: [{ to: '2026-08-31' }],
      code: 'csv-row',
      says: ", row 2, column ChargeEndDate: 2026-08-31 is before the charge's start, 2026-09-01.",
    },
    {
      name: 'a line id twice',
      rows: [{ extra: { LineId: 'L1' } }, {}, { extra: { LineId: 'L1' } }],
      csv: { extra: ['LineId'] },
      code: 'csv-row',
      says: ', row 4, column LineId: "L1" stands in row 2 too.',
    },
    {
      name: 'another currency',
      rows: [{ extra: { Currency: 'USD' } }],
      csv: { extra: ['Currency'] },
      code: 'csv-row',
      says: ', row 2, column Currency: "USD" is not the invoice\'s, AUD.',
    },
    {
      name: 'too many fields',
      fault: text(`${header}\n${row},extra\n`),
      code: 'csv-row',
      says: ', row 2 has 20 fields, the header 19.',
    },
    {
      name: 'too few fields, not at the end',
      fault: text(`${header}\n${row}\nR,d,s\n${row}\n`),
      code: 'csv-row',
      says: ', row 3 has 3 of 19 fields.',
    },
    {
      name: 'a stray quote',
      fault: text(`${header}\n${row}\n"R"x,d\n`),
      code: 'csv-row',
      says: ', row 3 has a quote where none may stand.',
    },
    {
      name: 'wrong headers',
      fault: text('Name,Amount\nA,1\n'),
      code: 'csv-unexpected',
      says: ': unexpected answer, not an invoice’s CSV file.',
    },
    {
      name: 'columns missing',
      csv: { columns: ['SubscriptionId', 'OfferName', 'ChargeStartDate', 'ChargeEndDate', 'UnitPrice'] },
      code: 'csv-columns',
      says: ': its CSV lacks the columns Quantity, SubTotal.',
    },
    {
      name: 'a column twice',
      csv: { extra: ['Quantity'] },
      code: 'csv-columns',
      says: ': its CSV has more than one column Quantity.',
    },
    {
      name: 'cut off with the connection',
      fault: { kind: 'cut', how: 'length-unmet' },
      code: 'csv-truncated',
      says: ' arrived incomplete: the connection ended before the file did.',
    },
    {
      name: 'cut off in a row',
      fault: { kind: 'cut', how: 'mid-row' },
      code: 'csv-truncated',
      says: ' arrived incomplete: its last row, 2, has ',
    },
    {
      name: 'cut off in a quoted text',
      fault: { kind: 'cut', how: 'mid-quote' },
      code: 'csv-truncated',
      says: ' arrived incomplete: a quoted text in row 2 does not end.',
    },
    {
      name: 'a web page',
      fault: { kind: 'html' },
      code: 'csv-unexpected',
      says: ': unexpected answer, a web page instead of a CSV file.',
    },
    {
      name: 'JSON',
      fault: { kind: 'json', body: { Records: [] } },
      code: 'csv-unexpected',
      says: ': unexpected answer, JSON instead of a CSV file.',
    },
    {
      name: 'null',
      fault: { kind: 'null' },
      code: 'csv-unexpected',
      says: ': unexpected answer, not an invoice’s CSV file.',
    },
    {
      name: 'nothing',
      fault: { kind: 'empty' },
      code: 'lines-pending',
      says: ': PRISM answered with an empty file.',
    },
    {
      name: 'not there',
      fault: { kind: 'status', status: 404 },
      code: 'lines-pending',
      says: ': PRISM does not have its lines yet.',
    },
  ];

  test.each(bad)('$name', async ({ rows = [{}], csv = {}, fault, code, says }) => {
    issue(
      world,
      rows.map(given => ({ ...september(), ...given })),
      { subTotal: '1' },
    );
    Object.assign(world.sandbox.switches.csv, csv);
    if (fault) world.sandbox.faults.add('csv', fault);
    const error = (await failure(linesOf(world))) as UserError;
    expect(error).toMatchObject({ name: 'UserError', code, remedy: expect.stringMatching(/\.$/) });
    expect(error.message).toContain(`Invoice INV-202609${says}`);
  });

  test('what came instead is shown, shortened and without secrets', async () => {
    issue(world, [september()]);
    const { clientSecret } = world.sandbox.client;
    world.sandbox.faults.add('csv', { kind: 'html', page: `<p>${clientSecret}</p>${'x'.repeat(999)}` });
    const { words = '' } = (await failure(linesOf(world))) as UserError;
    expect(words).toMatch(/^<p>\[redacted\]<\/p>x+…$/);
    expect(words.length).toBeLessThanOrEqual(201);
  });
});

describe('fifty thousand lines', () => {
  const COUNT = 50_000;
  let written = 0;
  const lines = {
    *[Symbol.iterator]() {
      for (written = 0; written < COUNT; written++) yield september({ quantity: (written % 300) + 1 });
    },
  };

  test('stream: the first is here before the last was written', async () => {
    issue(world, lines);
    const [invoice] = await world.prism.listInvoices();
    const reading = world.prism.readLines(invoice!)[Symbol.asyncIterator]();
    expect((await reading.next()).value).toMatchObject({ row: 2, quantity: '1' });
    const atFirst = written;
    expect(atFirst).toBeLessThan(COUNT / 2);
    let count = 1;
    for (let next = await reading.next(); !next.done; next = await reading.next()) count += 1;
    expect([count, written]).toEqual([COUNT, COUNT]);
  });

  test('need not be read to the end', async () => {
    issue(world, lines);
    const [invoice] = await world.prism.listInvoices();
    for await (const { row } of world.prism.readLines(invoice!)) if (row === 10) break;
    await new Promise(done => setTimeout(done, 50));
    expect(written).toBeLessThan(COUNT);
    expect(await readAll(world.prism.readLines({ ...invoice!, id: 'gone' })).catch(({ code }) => code)).toBe(
      'lines-pending',
    );
  });
});
