/** What the sandbox's Autotask knows, under Autotask's own field names. Money is decimal text, dates are calendar dates. */
import type { DateText } from '../../../src/plan/numbers/calendar.ts';
import type { Decimal } from '../../../src/plan/numbers/decimal.ts';

/** An instant in ISO form, UTC. */
export type Instant = string;

export const ENTITIES = [
  'Companies',
  'Contracts',
  'Services',
  'ContractServices',
  'ContractServiceUnits',
  'ContractServiceAdjustments',
  'BillingCodes',
  'ContractCharges',
  'BillingItems',
] as const;
export type EntityName = (typeof ENTITIES)[number];

/** Entities that keep records; adjustments are acts, not records. */
export type StoredEntity = Exclude<EntityName, 'ContractServiceAdjustments'>;

export type CompanyRecord = {
  id: number;
  companyName: string;
  companyNumber: string | null;
  companyType: number;
  phone: string;
  ownerResourceID: number;
  isActive: boolean;
  parentCompanyID: number | null;
  currencyID: number | null;
  postalCode: string | null;
  webAddress: string | null;
  taxID: string | null;
  createDate: Instant;
};

export type ContractRecord = {
  id: number;
  companyID: number;
  contractName: string;
  contractNumber: string | null;
  contractType: number;
  contractPeriodType: number | null;
  status: number;
  startDate: DateText;
  endDate: DateText;
  timeReportingRequiresStartAndStopTimes: number;
  description: string | null;
  purchaseOrderNumber: string | null;
  contactName: string | null;
  setupFee: Decimal | null;
  billToCompanyID: number | null;
  isDefaultContract: boolean | null;
  isCompliant: boolean | null;
  organizationalLevelAssociationID: number | null;
  lastModifiedDateTime: Instant;
};

export type ServiceRecord = {
  id: number;
  name: string;
  description: string | null;
  invoiceDescription: string | null;
  billingCodeID: number;
  periodType: number;
  unitPrice: Decimal;
  unitCost: Decimal | null;
  isActive: boolean;
  vendorCompanyID: number | null;
  serviceLevelAgreementID: number | null;
  manufacturerServiceProvider: string | null;
  manufacturerServiceProviderProductNumber: string | null;
  catalogNumberPartNumber: string | null;
  sku: string | null;
  internalID: string | null;
  externalID: string | null;
  url: string | null;
  createDate: Instant;
  creatorResourceID: number | null;
  lastModifiedDate: Instant;
  updateResourceID: number | null;
};

/** Unit price and cost of a line from a day on. */
export type PriceStep = { from: DateText; price: Decimal; cost: Decimal };

export type ContractServiceRecord = {
  id: number;
  contractID: number;
  serviceID: number;
  invoiceDescription: string | null;
  internalDescription: string | null;
  quoteItemID: number | null;
  /** Ascending; the first from the contract's first day. Not shown as such. */
  prices: PriceStep[];
  /** Dates that have had an adjustment. Not shown. */
  adjustedOn: DateText[];
};

export type UnitRecord = {
  id: number;
  contractID: number;
  serviceID: number;
  contractServiceID: number;
  startDate: DateText;
  endDate: DateText;
  units: number;
  /** For all units and the row's days. */
  price: Decimal;
  cost: Decimal;
  approveAndPostDate: Instant | null;
  vendorCompanyID: number | null;
  organizationalLevelAssociationID: number | null;
  /** The whole billing period the row lies in. Not shown. */
  periodStart: DateText;
  periodEnd: DateText;
  /** `added`: laid over the period's total by an adjustment. Not shown. */
  part: 'total' | 'added';
};

export type BillingCodeRecord = {
  id: number;
  name: string;
  description: string | null;
  externalNumber: string | null;
  billingCodeType: number;
  useType: number;
  isActive: boolean;
  unitCost: Decimal;
  unitPrice: Decimal;
};

export type ChargeRecord = {
  id: number;
  contractID: number;
  name: string;
  description: string | null;
  chargeType: number;
  datePurchased: DateText;
  unitQuantity: Decimal;
  unitPrice: Decimal | null;
  unitCost: Decimal | null;
  billingCodeID: number | null;
  isBillableToCompany: boolean;
  isBilled: boolean;
  internalPurchaseOrderNumber: string | null;
  purchaseOrderNumber: string | null;
  notes: string | null;
  createDate: Instant;
};

export type BillingItemRecord = {
  id: number;
  companyID: number;
  contractID: number;
  serviceID: number | null;
  contractChargeID: number | null;
  billingCodeID: number | null;
  itemName: string;
  description: string | null;
  itemDate: DateText;
  quantity: Decimal;
  rate: Decimal;
  extendedPrice: Decimal;
  totalAmount: Decimal;
  ourCost: Decimal;
  postedDate: Instant;
  invoiceID: number | null;
  webServiceDate: Instant | null;
  /** The unit row that was billed. Not shown. */
  unitRowID: number | null;
};
