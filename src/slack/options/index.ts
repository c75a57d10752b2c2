import type { OptionsId } from '../ids.ts';
import type { OptionsEntry } from '../visit.ts';
import { billingCode } from './billing-code.ts';
import { company } from './company.ts';
import { contract } from './contract.ts';
import { product } from './product.ts';
import { vendor } from './vendor.ts';

/** Every select that is searched on our side, by its action id, and who may search it. */
export const options: Record<OptionsId, OptionsEntry> = {
  company,
  contract,
  'billing-code': billingCode,
  vendor,
  product,
};
