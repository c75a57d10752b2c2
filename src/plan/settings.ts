import type { PriceChangePolicy, Strategy } from './agreement/prices.ts';

/** What a workspace decides once for its program (Microsoft CSP). Dates and times are of its time zone. */
export type ProgramSettings = {
  syncOn: boolean;
  productMode: 'all' | 'in-use';
  azure: boolean;
  /** Billing motions synced, e.g. `P1M:M`, `P1Y:M`. */
  motions: string[];
  billingCodeId: string | null;
  vendorId: string | null;
  /** What contract charges are booked under; null: none can be made. */
  chargeCodeId: string | null;
  approval: 'never' | 'first-and-unsafe' | 'always';
  posted: 'hold' | 'next-open-period';
  priceChange: PriceChangePolicy;
  drift: 'overwrite' | 'ask';
  /** May a person approve what the same person asked for? */
  ownApproval: boolean;
  /** What the agreements are billed in, e.g. `AUD`; null: not checked. */
  currency: string | null;
  safety: SafetyLimits;
  /** After a write without an answer, how long to wait before its absence counts, in milliseconds. */
  settleMs: number;
  settleSlowMs: number;
  /** Slack channel that runs are told in; null: nobody is told. */
  channelId: string | null;
  /** Addresses that get the same summaries. */
  emails: string[];
  /** When invoices are looked for each day, `HH:MM` in the time zone. */
  checkAt: string;
  /** IANA name. */
  timeZone: string;
  /** PRISM agreement that new customers are read from; null: each its own. */
  sourceAgreementId: string | null;
};

/** Where a plan stops being ordinary and a person has to look (rules 7). Shares as decimal text, `0.2` = 20 %. */
export type SafetyLimits = {
  share: string;
  /** A share of seats counts only from this many seats on. */
  seats: number;
  newLines: number;
  /** A unit price that grows or shrinks by this factor. */
  priceFactor: string;
};

export const DEFAULT_SETTINGS: ProgramSettings = {
  syncOn: true,
  productMode: 'in-use',
  azure: true,
  motions: ['P1M:M', 'P1Y:M'],
  billingCodeId: null,
  vendorId: null,
  chargeCodeId: null,
  approval: 'first-and-unsafe',
  posted: 'hold',
  priceChange: 'from-its-date',
  drift: 'overwrite',
  ownApproval: true,
  currency: null,
  safety: { share: '0.2', seats: 10, newLines: 25, priceFactor: '2' },
  settleMs: 15_000,
  settleSlowMs: 300_000,
  channelId: null,
  emails: [],
  checkAt: '06:00',
  timeZone: 'UTC',
  sourceAgreementId: null,
};

/** How one tenant is billed. */
export type Mapping = {
  id: string;
  tenantId: string;
  tenantDomain: string | null;
  customerName: string;
  sourceAgreementId: string;
  companyId: string | null;
  agreementId: string | null;
  /** The agreement that its charges go onto; null: `agreementId`. */
  chargeAgreementId: string | null;
  strategy: Strategy;
  /** First usage month that is synced; earlier invoices are excluded as `before-start`. */
  startMonth: string;
  shadow: boolean;
  syncOn: boolean;
  /** Left out on purpose, and why; distinct from forgotten. */
  excludedBecause: string | null;
};
