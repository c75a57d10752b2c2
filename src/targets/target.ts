import type { Change } from '../plan/change.ts';
import type { Agreement, Item, StandingCharge, StandingLine } from '../plan/current.ts';
import type { SentRequest } from '../plan/evidence/sent-request.ts';
import type { DateText } from '../plan/numbers/calendar.ts';

/**
 * Where customers are billed from. The planner and the apply step know targets only by this contract.
 * Each function says how the next target, ConnectWise, would answer it. Reads are complete or throw (`UserError` when
 * a person must act, `TransientError` when the far side did not answer); a failed read never means "not there".
 */
export interface Target {
  readonly traits: TargetTraits;

  /** Proves login and each right we need. ConnectWise: `GET /system/info`, then one probe per module. */
  check(): Promise<TargetCheck>;

  /**
   * A refused login is not tried again, lest the API user be locked; this allows one more attempt, because a person
   * asked for it. ConnectWise: the same.
   */
  forgive(): void;

  /** Companies for pickers and suggestions. ConnectWise: `GET /company/companies`, paged. */
  listCompanies(): Promise<Company[]>;

  /** Active companies that goods are bought from. ConnectWise: companies of the type Vendor. */
  listVendors(): Promise<{ id: string; name: string }[]>;

  /** Agreements (Autotask: contracts) of the companies given, usable or not. ConnectWise: `GET /finance/agreements?conditions=company/id in (…)`. */
  listAgreements(companyIds: readonly string[]): Promise<Agreement[]>;

  /** Agreements by id; one that is gone is absent from the answer. ConnectWise: conditions `id in (…)`. */
  readAgreements(ids: readonly string[]): Promise<Agreement[]>;

  /**
   * All lines of the agreements, each with the stretches of units that touch `from` or later. ConnectWise: additions
   * of each agreement, an addition being one stretch from effectiveDate to cancelledDate.
   */
  readLines(agreementIds: readonly string[], from: DateText): Promise<StandingLine[]>;

  /**
   * The same for single places, as the apply step looks at what it writes; every line of a place where there are
   * several. ConnectWise: additions by `agreement/id` and `product/id`.
   */
  readLinesAt(places: readonly Place[], from: DateText): Promise<StandingLine[]>;

  /** Catalogue items by id; one that was deleted is absent. ConnectWise: `GET /procurement/catalog`, `id in (…)`. */
  readItems(ids: readonly string[]): Promise<Item[]>;

  /** Catalogue items whose name is exactly one of these, whatever their state. ConnectWise: by `identifier` and `vendorSku`. */
  findItems(names: readonly string[]): Promise<Item[]>;

  /** Codes that new items may be booked under. ConnectWise: product type, category and subcategory instead. */
  listBillingCodes(): Promise<{ id: string; name: string }[]>;

  /** Codes that charges may be booked under. ConnectWise: none, an addition has its product's. */
  listChargeCodes(): Promise<{ id: string; name: string }[]>;

  /**
   * Charges that carry one of these marks, on whatever agreement they stand (Autotask: ContractCharges). ConnectWise:
   * one-time additions by `serialNumber`.
   */
  findCharges(marks: readonly string[]): Promise<StandingCharge[]>;

  /**
   * Carries out one change with at most one request that writes, never repeated by the adapter itself.
   * Throws `UserError` with code `unauthorized` on a refused login: the caller stops the whole run.
   * ConnectWise: `open` and `charge` = POST addition, `close` / `amend` = PATCH addition, `remove-charge` = DELETE
   * addition, `create-item` = POST catalog item.
   */
  write(change: Change, context: WriteContext): Promise<WriteOutcome>;

  /** How much of the API budget is used and what a number of further requests will take. ConnectWise: no published budget. */
  budget(): Promise<ApiBudget>;
}

/** A customer of the MSP, or somebody else it has in its books. */
export type Company = {
  id: string;
  name: string;
  active: boolean;
  /** As it was typed in, e.g. `https://www.contoso.com/`. ConnectWise: `website`. */
  website: string | null;
  /** The MSP's own number of it. ConnectWise: `identifier`. */
  reference: string | null;
};

/** Where a line stands or will stand. */
export type Place = { agreementId: string; itemId: string };

/** What kind of book the target keeps; the planner decides by these, never by the target's name (rules 12). */
export type TargetTraits = {
  name: 'autotask' | 'connectwise';
  /** The target's own words on screen. */
  words: { agreement: string; item: string };
  /** Autotask prorates split periods by days itself. */
  proration: 'by-days' | 'none';
  wholeUnits: boolean;
  priceDecimals: number;
  /** Can a write be found again by our mark, or only by its effect? */
  findsWrites: boolean;
  /** Can a write be taken back, or only be countered? */
  takesBack: boolean;
  nameLimit: number;
  descriptionLimit: number;
  invoiceDescriptionLimit: number;
};

export type WriteContext = {
  /** The item's id at the moment of writing: of the plan, or of the item created earlier in it. */
  itemId: string | null;
  /** The line's id at the moment of writing, when it exists. */
  lineId: string | null;
  /** Program settings: what a new catalogue item, or a charge, is booked under. */
  billingCodeId: string | null;
  vendorId: string | null;
  /**
   * Called once with the request, when every wait is over and it is about to leave; what it throws keeps the request
   * from leaving and comes out of `write`.
   */
  sending: (request: SentRequest) => Promise<void>;
};

/**
 * - `done`: the target answered that it did it (`id` of what was made, where the target tells).
 * - `refused`: the target said no and wrote nothing; `code` is a stable word, `words` the target's own.
 * - `unknown`: the answer was lost; the write may or may not have happened (`slow`: by a time-out).
 * - `deferred`: the request was turned away before it was processed; `afterMs` later it may be sent again.
 */
export type WriteOutcome =
  | { kind: 'done'; id: string | null }
  | { kind: 'refused'; code: RefusalCode; words: string }
  | { kind: 'unknown'; words: string; slow: boolean }
  | { kind: 'deferred'; afterMs: number; words: string };

export type RefusalCode =
  | 'outside-contract'
  | 'same-date'
  | 'name-taken'
  | 'posted'
  | 'no-permission'
  | 'invalid';

export type TargetCheck = {
  /** Where the login lives, shown to people (Autotask: the zone URL). */
  home: string;
  /** False: the login was refused, and nothing else was tried. */
  loggedIn: boolean;
  rights: { right: string; ok: boolean; remedy: string | null; words: string | null }[];
};

export type ApiBudget = {
  used: number;
  limit: number;
  /** What we allow ourselves of the limit. */
  ours: number;
  windowMinutes: number;
  /** Milliseconds that `requests` further requests will take at the present pace. */
  estimateMs(requests: number): number;
};
