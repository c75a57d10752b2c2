import type { OptionsId } from '../ids.ts';
import type { OptionsEntry } from '../visit.ts';
import { billingCode } from './billing-code.ts';
import { chargeCode } from './charge-code.ts';
import { chooseCompany } from './choose-company.ts';
import { chooseChargeContract, chooseContract } from './choose-contract.ts';
import { product } from './product.ts';
import { vendor } from './vendor.ts';

/** Every select that is searched on our side, by its action id, and who may search it. */
export const options: Record<OptionsId, OptionsEntry> = {
  'choose-company': chooseCompany,
  'choose-contract': chooseContract,
  'choose-charge-contract': chooseChargeContract,
  'billing-code': billingCode,
  'charge-code': chargeCode,
  vendor,
  product,
};
