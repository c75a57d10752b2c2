/** Short ways to write a world down. Ids are given by the book, in order, so the same steps always make the same world. */
import type { DateText } from '../../../src/plan/numbers/calendar.ts';
import type {
  BillingCodeRecord,
  ChargeRecord,
  CompanyRecord,
  ContractRecord,
  ServiceRecord,
} from './records.ts';

export const RECURRING_SERVICE = 7;
export const MONTHLY = 2;
export const ACTIVE = 1;
export const INACTIVE = 0;
/** `useType` of the billing codes that services are booked under. */
export const SERVICE_CODE = 5;
/** `useType` of the billing codes that charges are booked under. */
export const MATERIAL_CODE = 4;

export type NewCompany = Partial<CompanyRecord> & { companyName: string };
export type NewBillingCode = Partial<BillingCodeRecord>;
export type NewService = Partial<ServiceRecord> & { name: string; billingCodeID: number };
export type NewContract = Partial<ContractRecord> & { companyID: number };
export type NewCharge = Partial<ChargeRecord> & {
  contractID: number;
  billingCodeID: number;
  name: string;
  datePurchased: DateText;
};

export const company = (given: NewCompany) => ({
  phone: '+61 2 5550 0100',
  companyType: 1,
  ownerResourceID: 29_682_885,
  isActive: true,
  ...given,
});

export const billingCode = (given: NewBillingCode = {}) => ({
  name: 'Cloud licences',
  description: null,
  externalNumber: null,
  billingCodeType: 0,
  useType: SERVICE_CODE,
  isActive: true,
  unitCost: '0',
  unitPrice: '0',
  ...given,
});

export const service = (given: NewService) => ({
  periodType: MONTHLY,
  unitPrice: '25',
  unitCost: '20',
  ...given,
});

/** An active monthly recurring-service contract on the calendar grid, for two years. */
export const contract = (given: NewContract) => ({
  contractName: 'Cloud services',
  contractType: RECURRING_SERVICE,
  contractPeriodType: MONTHLY,
  status: ACTIVE,
  startDate: '2026-01-01',
  endDate: '2027-12-31',
  timeReportingRequiresStartAndStopTimes: 0,
  setupFee: '0',
  ...given,
});

export const charge = (given: NewCharge) => ({
  chargeType: 1,
  unitQuantity: '1',
  unitPrice: '0',
  unitCost: '0',
  isBillableToCompany: true,
  ...given,
});
