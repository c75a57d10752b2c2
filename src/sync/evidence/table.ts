import type { Transform } from 'node:stream';
import { stringify } from 'csv-stringify';
import { TITLES } from '../../plan/evidence/evidence-row.ts';

const NEGATIVE = /^-\d+(\.\d+)?$/;

/**
 * Lists of cells become lines of a CSV file that a spreadsheet opens as it is: marked as UTF-8, and no cell that begins
 * like a formula is one. Amounts stay amounts.
 */
export const table = (): Transform =>
  stringify({
    bom: true,
    header: true,
    columns: [...TITLES],
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: {
      string: text => (NEGATIVE.test(text) ? { value: text, escape_formulas: false } : text),
    },
  });
