/** What the world `msp` sells: 25 products in the proportions a distributor's invoice has them, and draws from a text. */
import { createHash } from 'node:crypto';
import { big, type Decimal, multiply, plain, roundTo, whole } from '../../../src/plan/numbers/decimal.ts';
import type { ProductRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';

/** A number from 0 to below 1 that follows from the text: the same text always draws the same. */
export const draw = (text: string): number =>
  createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;

/** Name, cost, retail, and how often it is sold against the others; `yearly`: one year's term, billed by the month. */
const SOLD: [name: string, cost: Decimal, retail: Decimal, share: number, motion?: 'yearly'][] = [
  ['Microsoft 365 Business Premium', '29.76', '37.2', 16],
  ['Microsoft 365 Business Premium', '24.8', '31', 10, 'yearly'],
  ['Microsoft 365 Business Standard', '18.432', '23.04', 12],
  ['Microsoft 365 Business Standard', '15.36', '19.2', 8, 'yearly'],
  ['Microsoft 365 Business Basic', '8.64', '10.8', 9],
  ['Microsoft 365 Business Basic', '7.2', '9', 6, 'yearly'],
  ['Microsoft 365 Apps for business', '11.904', '14.88', 5],
  ['Microsoft 365 E3', '54.3333', '67.9167', 4],
  ['Microsoft 365 E5', '86.88', '108.6', 3],
  ['Microsoft 365 F3', '11.76', '14.7', 2],
  ['Office 365 E1', '14.4', '18', 2],
  ['Office 365 E3', '33.84', '42.3', 3, 'yearly'],
  ['Exchange Online (Plan 1)', '5.76', '7.2', 9],
  ['Exchange Online (Plan 2)', '11.52', '14.4', 4],
  ['Exchange Online Archiving', '4.32', '5.4', 3],
  ['Visio Plan 1', '7.2', '9', 2],
  ['Visio Plan 2', '21.6', '27', 3],
  ['Project Plan 3', '43.2', '54', 3],
  ['Project Plan 5', '79.2', '99', 1],
  ['Microsoft Teams Essentials', '5.76', '7.2', 4],
  ['Microsoft Teams Phone Standard', '11.52', '14.4', 4],
  ['Microsoft Defender for Business', '4.32', '5.4', 4],
  ['Microsoft Intune Plan 1', '11.52', '14.4', 2],
  ['Power BI Pro', '14.4', '18', 4, 'yearly'],
];

/** Its invoice names the telecommunication part of every seat on a line of its own. */
export const SPLIT = 'Microsoft 365 E5';
export const TELECOM: { cost: Decimal; retail: Decimal } = { cost: '11.52', retail: '14.4' };
/** Its price rises in September. */
export const DEARER = 'Visio Plan 2';
export const DEARER_PRICE: { cost: Decimal; retail: Decimal } = { cost: '23.04', retail: '28.8' };

export const seatProducts: readonly ProductRecord[] = SOLD.map(([name, cost, retail, , motion]) =>
  build.product({ name, cost, retail, ...(motion === 'yearly' ? { term: 'P1Y' } : {}) }),
);
export const azure: ProductRecord = build.usageProduct({ name: 'Azure plan', cost: '0', retail: '0' });

/** One of the seat products, by their shares. */
export function pickProduct(text: string): ProductRecord {
  let left = draw(text) * SOLD.reduce((all, [, , , share]) => all + share, 0);
  const at = SOLD.findIndex(([, , , share]) => {
    left -= share;
    return left < 0;
  });
  return seatProducts[at]!;
}

/** Azure's cost of a month and its retail price, a quarter above; September differs from the months before. */
export function azureMoney(tenantId: string, month: string): { cost: Decimal; retail: Decimal } {
  const season = month < '2026-09' ? '' : month;
  const cents = 2_000 + Math.floor(180_000 * draw(`azure ${tenantId} ${season}`) ** 3);
  const cost = plain(big(whole(cents)).div('100'));
  return { cost, retail: roundTo(multiply(cost, '1.25'), 4) };
}
