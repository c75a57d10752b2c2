/** Lines of September and a standing line of four seats, for tests of prices. */
import type { Line } from '../../../src/plan/invoice/line.ts';
import { line, standing } from '../a-month.ts';

/** Seats of the whole month. */
export const all = (given: Partial<Line> = {}, quantity = '4') =>
  line({ quantity, from: '2026-09-01', to: '2026-09-30', ...given });
export const part = (
  from: string,
  to: string,
  unitCost: string,
  unitPrice: string | null,
  given: Partial<Line> = {},
) => line({ quantity: '4', from, to, unitCost, unitPrice, ...given });
export const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
