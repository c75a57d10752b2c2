/**
 * The mark of a charge: what it is found again by, wherever it stands. The same invoice line, or a tenant's usage of the
 * same product on the same invoice, has the same mark in every plan, whichever agreement it is charged to, so that no two
 * plans can charge it twice. Fifty characters: no field of the target is shorter.
 */
import { createHash } from 'node:crypto';
import { markOf } from '../change.ts';

export const markOfLine = (lineKey: string): string => digest(['line', lineKey]);

export const markOfUsage = (invoiceId: string, productKey: string, tenantId: string): string =>
  digest(['usage', invoiceId, productKey, tenantId]);

const digest = (parts: readonly string[]): string =>
  markOf(createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40));
