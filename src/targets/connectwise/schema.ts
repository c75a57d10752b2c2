import { z } from 'zod';

/** `GET /login/companyinfo/{id}`, without authentication; null for a company that is not there. */
export const CompanyInfo = z
  .object({
    /** Ends in a slash, e.g. `v2025_1/`. */
    Codebase: z.string().regex(/^[A-Za-z0-9_.-]+\/$/),
  })
  .nullable();

/** `GET /system/info`. */
export const SystemInfo = z.object({ version: z.string() });
