/**
 * An invoice's CSV (PRISM reference A.5, D.4) as lines, one at a time: neither the file nor its rows are kept, only a
 * short hash of each. Whatever cannot be read with certainty ends the reading with a sentence that names invoice, row
 * and column; no row is ever passed over.
 */
import { pipeline, Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { UserError } from '../../errors.ts';
import type { Invoice, Line } from '../../plan/invoice/line.ts';
import { type Columns, type LineContent, readHeader, readRow, UnreadableField } from './columns.ts';
import { LineKeys } from './line-keys.ts';
import { cutShort } from './words.ts';

export type LinesCode = 'csv-columns' | 'csv-row' | 'csv-unexpected' | 'csv-truncated' | 'lines-pending';

const REMEDIES: Record<LinesCode, string> = {
  'csv-columns':
    'Download the invoice as CSV in the PRISM portal and compare its first row; a changed file needs a newer version of this app.',
  'csv-row':
    'Look at that row of the invoice’s CSV in the PRISM portal and ask your distributor to correct it. Until then nothing of this invoice is applied.',
  'csv-unexpected':
    'Try again in a while; if it stays so, ask your distributor whether PRISM is under maintenance.',
  'csv-truncated': 'Try again: the file arrived incomplete, so nothing of it was used.',
  'lines-pending': 'Nothing to do: it is tried again at the next sync.',
};

const nameOf = (invoice: Invoice): string => `Invoice ${invoice.number ?? invoice.id}`;

/** @param problem completes "Invoice INV-202609 …" */
export function linesError(
  invoice: Invoice,
  code: LinesCode,
  problem: string,
  more: { words?: string; cause?: unknown } = {},
): UserError {
  return new UserError(`${nameOf(invoice)}${problem}`, { code, remedy: REMEDIES[code], ...more });
}

const CSV: Options = {
  bom: true,
  record_delimiter: ['\r\n', '\n'],
  relax_column_count: true,
  // an opening quote that is never closed must not gather the rest of the file in memory
  max_record_size: 100_000,
};
const HEAD_LENGTH = 200;

/**
 * The lines of `body`. `redact` takes secrets out of foreign text before it is shown.
 * @throws UserError `csv-columns`, `csv-row`, `csv-unexpected`, `csv-truncated`, `lines-pending`
 */
export async function* readCsv(
  invoice: Invoice,
  body: Readable,
  redact: (text: string) => string,
): AsyncGenerator<Line> {
  const { head, whole } = await lookAhead(invoice, body);
  const opening = head.replace(/^\uFEFF/, '').trimStart();
  const shown = { words: cutShort(redact(opening), HEAD_LENGTH) };
  try {
    if (opening === '') throw linesError(invoice, 'lines-pending', ': PRISM answered with an empty file.');
    if (/^[<{[]/.test(opening)) {
      const what = opening.startsWith('<') ? 'a web page' : 'JSON';
      throw linesError(
        invoice,
        'csv-unexpected',
        `: unexpected answer, ${what} instead of a CSV file.`,
        shown,
      );
    }
    yield* readRecords(invoice, whole, shown);
  } finally {
    body.destroy();
  }
}

/** The file's first characters, and a stream that still begins with them. */
async function lookAhead(invoice: Invoice, body: Readable): Promise<{ head: string; whole: Readable }> {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  try {
    while (head.length < HEAD_LENGTH * 4) {
      const next = await chunks.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
  } catch (cause) {
    throw broken(invoice, cause);
  }
  async function* all() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return {
    head: head.toString('utf8', 0, HEAD_LENGTH * 4),
    whole: Readable.from(all(), { objectMode: false }),
  };
}

async function* readRecords(
  invoice: Invoice,
  whole: Readable,
  shown: { words: string },
): AsyncGenerator<Line> {
  const keys = new LineKeys(invoice.id);
  let columns: Columns | undefined;
  let width = 0;
  let row = 0;
  /** A row with too few fields: cut off when it is the last, malformed when another follows. */
  let short: { row: number; fields: number } | undefined;
  const has = (fields: number): string => `has ${fields} of ${width} fields`;
  for await (const fields of records(invoice, whole)) {
    row += 1;
    if (columns === undefined) {
      columns = checkHeader(invoice, fields, shown);
      width = fields.length;
      continue;
    }
    if (fields.length === 1 && fields[0] === '') continue; // a blank line
    if (short) throw linesError(invoice, 'csv-row', `, row ${short.row} ${has(short.fields)}.`);
    if (fields.length > width) {
      throw linesError(invoice, 'csv-row', `, row ${row} has ${fields.length} fields, the header ${width}.`);
    }
    if (fields.length < width) {
      short = { row, fields: fields.length };
      continue;
    }
    const content = readContent(invoice, fields, columns, row);
    checkLineId(invoice, fields, columns, row, keys);
    yield { key: keys.next(content), row, ...content };
  }
  if (short) {
    throw linesError(
      invoice,
      'csv-truncated',
      ` arrived incomplete: its last row, ${short.row}, ${has(short.fields)}.`,
    );
  }
}

/** Rows as csv-parse finds them; its errors and the connection's in our words. */
async function* records(invoice: Invoice, whole: Readable): AsyncGenerator<string[]> {
  const parser = pipeline(whole, parse(CSV), () => {});
  try {
    for await (const fields of parser) yield fields as string[];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw broken(invoice, cause);
    const row = Number(cause.records) + 1;
    if (cause.code === 'CSV_QUOTE_NOT_CLOSED') {
      throw linesError(
        invoice,
        'csv-truncated',
        ` arrived incomplete: a quoted text in row ${row} does not end.`,
        { cause },
      );
    }
    const problem =
      cause.code === 'CSV_MAX_RECORD_SIZE'
        ? 'is too long; a quote may be missing'
        : 'has a quote where none may stand';
    throw linesError(invoice, 'csv-row', `, row ${row} ${problem}.`, { cause });
  }
}

const broken = (invoice: Invoice, cause: unknown): UserError =>
  linesError(invoice, 'csv-truncated', ' arrived incomplete: the connection ended before the file did.', {
    cause,
  });

function checkHeader(invoice: Invoice, fields: readonly string[], shown: { words: string }): Columns {
  const { columns, missing, repeated } = readHeader(fields);
  if (columns.size === 0) {
    throw linesError(invoice, 'csv-unexpected', ': unexpected answer, not an invoice’s CSV file.', shown);
  }
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'the column' : 'the columns';
    throw linesError(invoice, 'csv-columns', `: its CSV lacks ${what} ${missing.join(', ')}.`, shown);
  }
  if (repeated.length > 0) {
    throw linesError(
      invoice,
      'csv-columns',
      `: its CSV has more than one column ${repeated.join(', ')}.`,
      shown,
    );
  }
  return columns;
}

function readContent(
  invoice: Invoice,
  fields: readonly string[],
  columns: Columns,
  row: number,
): LineContent {
  try {
    const content = readRow(fields, columns);
    const { currency } = content;
    if (currency && invoice.currency && currency.toUpperCase() !== invoice.currency.toUpperCase()) {
      throw new UnreadableField(
        'Currency',
        `"${cutShort(currency)}" is not the invoice's, ${invoice.currency}`,
      );
    }
    return content;
  } catch (cause) {
    if (!(cause instanceof UnreadableField)) throw cause;
    throw linesError(invoice, 'csv-row', `, row ${row}, column ${cause.column}: ${cause.message}.`, {
      cause,
    });
  }
}

/** @throws UserError `csv-row` when an earlier row has the same `LineId` */
function checkLineId(
  invoice: Invoice,
  fields: readonly string[],
  columns: Columns,
  row: number,
  keys: LineKeys,
): void {
  const at = columns.get('LineId');
  const id = at === undefined ? '' : (fields[at] ?? '').trim();
  const before = id === '' ? undefined : keys.earlierRow(id, row);
  if (before === undefined) return;
  const problem = `, row ${row}, column LineId: "${cutShort(id)}" stands in row ${before} too.`;
  throw linesError(invoice, 'csv-row', problem);
}
