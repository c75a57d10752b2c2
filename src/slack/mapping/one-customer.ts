import { z } from 'zod';
import { StaleError } from '../../errors.ts';
import { comesFrom } from './refresh-list.ts';

const schema = z.strictObject({ tenantId: z.string().max(200).nullable(), from: comesFrom.optional() });

/** What a modal about one customer, or about all (`null`), carries along. */
export type AboutOne = z.infer<typeof schema>;

export const aboutOne = (about: AboutOne): string => JSON.stringify(about);

/** @throws StaleError when it is none of ours */
export function readAboutOne(metadata: string): AboutOne {
  try {
    return schema.parse(JSON.parse(metadata));
  } catch {
    throw new StaleError('This window is of an older version.');
  }
}
