import { z } from 'zod';
import { StaleError } from '../errors.ts';
import type { BilledInvoice } from './ui/messages/invoice-rows.ts';
import { CHOICES, type HeldAbout } from './ui/parts/choices.ts';
import { PAGES, type PageState } from './ui/parts/pages.ts';

const schema = z.strictObject({
  page: z.enum(PAGES),
  at: z.number().int().positive().optional(),
  filter: z.string().max(200).optional(),
  sort: z.string().max(40).optional(),
  run: z.number().int().positive().optional(),
  plan: z.uuid().optional(),
  of: z.string().max(200).optional(),
});

/** What a button or modal carries about the page it shows. @throws StaleError when it is none of ours */
export function readPageState(value: string): PageState {
  try {
    const { page, ...given } = schema.parse(JSON.parse(value));
    return { page, ...Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)) };
  } catch {
    throw new StaleError('This list is of an older version.');
  }
}

/** @throws StaleError when the button is none of ours */
export function readRunNumber(value: string): number {
  const read = z.coerce.number().int().positive().safeParse(value);
  if (!read.success) throw new StaleError('This button is of an older version.');
  return read.data;
}

const wanted = z.strictObject({
  kind: z.enum(['customers', 'products']),
  tenantIds: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
});

/** What a button wants synced. @throws StaleError when it is none of ours */
export function readWanted(value: string): { kind: 'customers' | 'products'; tenantIds?: string[] } {
  try {
    const { kind, tenantIds } = wanted.parse(JSON.parse(value));
    return { kind, ...(tenantIds ? { tenantIds } : {}) };
  } catch {
    throw new StaleError('This button is of an older version.');
  }
}

const held = z.strictObject({
  plan: z.uuid(),
  product: z.string().max(200).nullable(),
  choice: z.enum(CHOICES),
  subject: z.string().max(1000).optional(),
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
});

const billed = z.strictObject({
  run: z.number().int().positive(),
  invoice: z.string().min(1).max(200),
});

/** Which invoice a button wants billed by charges. @throws StaleError when it is none of ours */
export function readBilledInvoice(value: string): BilledInvoice {
  try {
    return billed.parse(JSON.parse(value));
  } catch {
    throw new StaleError('This button is of an older version.');
  }
}

/** What a button decides. @throws StaleError when it is none of ours */
export function readHeldAbout(value: string): HeldAbout {
  try {
    const { plan, product, choice, subject, month } = held.parse(JSON.parse(value));
    return {
      ...{ plan, product, choice },
      ...(subject === undefined ? {} : { subject }),
      ...(month === undefined ? {} : { month }),
    };
  } catch {
    throw new StaleError('This button is of an older version.');
  }
}
