import type { CustomerLine } from '../../plan/invoice/drafts.ts';
import { checksumOf } from '../../plan/plan.ts';

/** Hash of a customer's lines, in any order; it changes when the distributor revises them. */
export const hashOf = (lines: readonly CustomerLine[]): string =>
  checksumOf(lines.map(({ line }) => line.key).sort());
