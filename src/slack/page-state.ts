import { z } from 'zod';
import { StaleError } from '../errors.ts';
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
