/**
 * Every table on one page. Each row carries its workspace, each primary key starts with it, each foreign key includes
 * it: a row is reached only together with its workspace's id. Keys and constraints: `migrations/`.
 *
 * Money is `numeric`, text on this side; instants are `timestamptz` given by the caller; days and months are text.
 */
import type { ColumnType, GeneratedAlways, Kysely, Transaction as KyselyTransaction } from 'kysely';
import type { Change } from '../src/plan/change.ts';
import type { SentRequest } from '../src/plan/evidence/sent-request.ts';
import type { Line } from '../src/plan/invoice/line.ts';
import type { LineMemory } from '../src/plan/memory.ts';
import type { DateText, Month } from '../src/plan/numbers/calendar.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { ProgramSettings } from '../src/plan/settings.ts';
import type { RunSummary } from '../src/plan/tally/summary.ts';
import type { Alarm } from '../src/plan/watch/alarm.ts';

/** A connection to the database, whose every query may take place on another session. */
export type Database = Kysely<Schema>;
/** One session inside a transaction. Wherever a `Database` is asked for, this will do. */
export type Transaction = KyselyTransaction<Schema>;

export type Schema = {
  workspaces: WorkspaceTable;
  chores: ChoreTable;
  alarms: AlarmTable;
  installations: InstallationTable;
  people: PersonTable;
  names: NameTable;
  connections: ConnectionTable;
  settings: SettingsTable;
  mappings: MappingTable;
  catalogue_links: CatalogueLinkTable;
  product_matches: ProductMatchTable;
  invoice_revisions: InvoiceRevisionTable;
  invoice_lines: InvoiceLineTable;
  runs: RunTable;
  plans: PlanTable;
  ledger: LedgerTable;
  line_memories: LineMemoryTable;
  decisions: DecisionTable;
  applied_invoices: AppliedInvoiceTable;
  outbox: OutboxTable;
  seen_requests: SeenRequestTable;
  audit: AuditTable;
  audit_heads: AuditHeadTable;
};

/** Read as what it is, written as JSON text: a list handed over as itself would become a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>;
type Numeric = ColumnType<string, string, string>;
type NumericOrNull = ColumnType<string | null, string | null, string | null>;
/** Written once. */
type Fixed<T> = ColumnType<T, T, never>;
/** Set by the database when left out. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export type WorkspaceTable = {
  id: Fixed<string>;
  name: string;
  /** Raised to fence off a worker that stalled: a write is claimed under the epoch its worker started with. */
  epoch: Defaulted<number>;
  /** Number of the newest run. */
  last_run: Defaulted<number>;
  created_at: Fixed<Date>;
  /** Uninstalled: nothing is answered and nothing runs until it is installed again. */
  closed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
};

/** What a worker does for a workspace beside its runs. */
export type ChoreTable = {
  workspace_id: Fixed<string>;
  /** Names and price list read, connections proved, invoices looked for. */
  kind: 'names' | 'connections' | 'invoices';
  /** It is to be done; null: it is not wanted now. */
  wanted_at: Date | null;
  /** The newest tick of the timetable for which it was wanted: an ISO instant. */
  tick: string | null;
  /** When it was done last, and when it was tried last. */
  done_at: Date | null;
  tried_at: Date | null;
  /** Why it was not done when it was tried last, and when the timetable tries again by itself. */
  problem: string | null;
  retry_at: Date | null;
};

/** What needs a person although no run says it; one row each time it begins. */
export type AlarmTable = {
  workspace_id: Fixed<string>;
  key: Fixed<string>;
  since: Fixed<Date>;
  alarm: Json<Alarm>;
  /** null: it goes on. */
  over_at: Date | null;
};

export type InstallationTable = {
  workspace_id: Fixed<string>;
  /** Bolt's `Installation` as JSON, sealed for `installations.installation:<workspace>`. */
  installation: string;
  installed_by: string;
  installed_at: Date;
};

/** Who was named; who was not has no role, or that of Slack's own admins. */
export type PersonTable = {
  workspace_id: string;
  kind: 'user' | 'group';
  /** Slack's id of the user or user group. */
  id: string;
  role: 'admin' | 'operator' | 'viewer';
  named_by: string;
  named_at: Date;
};

/** What pickers choose from, as PRISM and the target named it last. */
export type NameTable = {
  workspace_id: string;
  kind:
    | 'company'
    | 'agreement'
    | 'billing-code'
    | 'charge-code'
    | 'vendor'
    | 'source-agreement'
    | 'tenant'
    | 'product'
    | 'coming-price';
  id: string;
  /** Agreement: its company. Tenant: its source agreement. */
  parent_id: string | null;
  name: string;
  /** `Agreement`, `Tenant`, `Product` and so on of the planner. */
  detail: Json<unknown>;
  read_at: Date;
};

export type ConnectionTable = {
  workspace_id: string;
  kind: 'prism' | 'autotask' | 'connectwise';
  /** JSON object of text, sealed for `connections.credentials:<workspace>/<kind>`. */
  credentials: string;
  /** Last four characters, for people to tell keys apart. */
  hint: string;
  /** Autotask: the zone's address. */
  home: string | null;
  state: 'connected' | 'needs-attention';
  problem: string | null;
  /** What to do about it, and the far side's own words. */
  remedy: ColumnType<string | null, string | null | undefined, string | null>;
  words: ColumnType<string | null, string | null | undefined, string | null>;
  checked_at: Date;
};

export type SettingsTable = { workspace_id: string; program: string; value: Json<Partial<ProgramSettings>> };

/** `Mapping` of the planner. */
export type MappingTable = {
  workspace_id: string;
  id: Defaulted<string>;
  tenant_id: string;
  tenant_domain: string | null;
  customer_name: string;
  source_agreement_id: string;
  company_id: string | null;
  agreement_id: string | null;
  charge_agreement_id: string | null;
  strategy: 'cost-and-retail' | 'cost-only' | 'retail-only' | 'quantity-only';
  start_month: Month;
  shadow: boolean;
  sync_on: boolean;
  excluded_because: string | null;
};

/** Which catalogue item stands for a product. Skipped by decision: no item. */
export type CatalogueLinkTable = {
  workspace_id: string;
  product_key: string;
  item_id: string | null;
  item_name: string | null;
  origin: 'created' | 'adopted' | 'by-hand' | null;
  skipped: boolean;
  linked_at: Date;
};

/** What settled a line's product before. */
export type ProductMatchTable = {
  workspace_id: string;
  kind: 'subscription' | 'product-id' | 'offer';
  value: string;
  product_key: string;
};

/** An invoice as it was read once; a new one only when its lines differ. */
export type InvoiceRevisionTable = {
  workspace_id: string;
  id: Defaulted<string>;
  invoice_id: string;
  number: string | null;
  source_agreement_id: string | null;
  program: string;
  month: Month;
  issued: DateText | null;
  kind: 'standard' | 'annual' | 'credit' | 'adjustment' | 'one-off' | null;
  status: 'draft' | 'pending' | 'approved' | 'paid' | 'void' | 'unknown';
  currency: string | null;
  /** Before tax, from the header. */
  total: NumericOrNull;
  /** SHA-256 over the sorted line keys. */
  hash: string;
  /** How many, and their summed supplier cost and retail price. */
  lines: number;
  cost: Numeric;
  price: Numeric;
  /** When it was last read like this. */
  read_at: Date;
};

export type InvoiceLineTable = {
  workspace_id: string;
  revision_id: string;
  key: string;
  row: number;
  tenant_id: string | null;
  subscription_id: string | null;
  line: Json<Line>;
};

export type RunScope = { tenantIds?: string[]; productKeys?: string[] };

export type RunTable = {
  workspace_id: string;
  /** Counted from 1 in each workspace; what people call it by. */
  number: number;
  kind: 'customers' | 'products';
  state: 'requested' | 'planning' | 'proposed' | 'approved' | 'applying' | 'done' | 'rejected' | 'expired';
  result:
    | 'No Change'
    | 'Success'
    | 'Warning'
    | 'Failure'
    | 'Waiting for approval'
    | 'Rejected'
    | 'Expired'
    | 'Running'
    | null;
  /** Who asked: a Slack user id; null for the timetable. */
  requested_by: string | null;
  /** `preview`: proposes only, for the eyes of who asked. */
  trigger: 'person' | 'timetable' | 'retry' | 'preview';
  /** Only these tenants or products; null: all. */
  scope: ColumnType<RunScope | null, string | null | undefined, string | null>;
  retry_of: number | null;
  /** The run that it takes back. */
  undoes: ColumnType<number | null, number | null | undefined, number | null>;
  /** What `sync/` reports of it; its shape is its own. */
  report: ColumnType<unknown, string | null | undefined, string | null>;
  /** The report in few numbers, for lists. */
  summary: ColumnType<RunSummary | null, string | null | undefined, string | null>;
  error: ColumnType<unknown, string | null | undefined, string | null>;
  /** The timetable's tick it is for: one run each. */
  period: string | null;
  requested_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  /** It ended, and nothing in it failed or was held. */
  clean: Defaulted<boolean>;
  /** How often it was taken up since it last got on: one that brings its worker down is put aside. */
  attempts: Defaulted<number>;
  acknowledged_by: ColumnType<string | null, string | null | undefined, string | null>;
  acknowledged_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
};

export type PlanTable = {
  workspace_id: Fixed<string>;
  id: ColumnType<string, never, never>;
  run_number: Fixed<number>;
  position: Fixed<number>;
  /** The agreement's id, or `products`. */
  subject: Fixed<string>;
  month: Fixed<Month | null>;
  checksum: Fixed<string>;
  body: ColumnType<Plan, string, never>;
  /** `shadow`, `preview`: never to be written, whatever anybody decides. */
  state:
    | 'proposed'
    | 'shadow'
    | 'preview'
    | 'approved'
    | 'rejected'
    | 'expired'
    | 'replaced'
    | 'applying'
    | 'applied'
    /** Taken back by a later run. */
    | 'undone';
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  made_at: Fixed<Date>;
  expires_at: Date;
};

/** The write ledger: what was intended, and how far each write is known to have got (rules 8). */
export type LedgerTable = {
  workspace_id: string;
  id: GeneratedAlways<number>;
  run_number: number;
  plan_id: string;
  change_key: string;
  position: number;
  agreement_id: string | null;
  product_key: string;
  change: Json<Change>;
  /** As it was sent last. */
  request: ColumnType<SentRequest | null, string | null | undefined, string | null>;
  state: 'planned' | 'claimed' | 'sent' | 'confirmed' | 'unknown' | 'failed' | 'held';
  /** Claims so far. */
  attempts: Defaulted<number>;
  item_id: string | null;
  line_id: string | null;
  /** The target's own words. */
  words: string | null;
  code: string | null;
  /** Its answer never came in time: absence counts only after the longer wait. */
  slow: Defaulted<boolean>;
  /** First time a read found the target as it was before. */
  absent_since: Date | null;
  claimed_at: Date | null;
  sent_at: Date | null;
  answered_at: Date | null;
  settled_at: Date | null;
};

/** What each run left on an agreement's line; the newest counts. */
export type LineMemoryTable = {
  workspace_id: string;
  agreement_id: string;
  product_key: string;
  memory: Json<LineMemory>;
  run_number: number | null;
  saved_at: Date;
  id: GeneratedAlways<number>;
};

/** `Decision` of the planner, with who made it. */
export type DecisionTable = {
  workspace_id: string;
  id: GeneratedAlways<number>;
  /** null: the workspace's. */
  agreement_id: string | null;
  product_key: string | null;
  month: Month;
  choice: string;
  subject: string | null;
  through: DateText | null;
  by: string;
  at: Date;
  run_number: number | null;
};

/** Which invoice was carried into which agreement for which tenant, and with which lines. */
export type AppliedInvoiceTable = {
  workspace_id: string;
  agreement_id: string;
  tenant_id: string;
  invoice_id: string;
  month: Month;
  /** Hash of this tenant's lines. */
  hash: string;
  run_number: number | null;
  applied_at: Date;
};

/** One message that people shall see: what it is about, and how far it is known to be shown or sent. */
export type OutboxTable = {
  workspace_id: Fixed<string>;
  id: GeneratedAlways<number>;
  /** Stable name of the message, e.g. `run/12`. */
  key: Fixed<string>;
  /** `files`: put into Slack as files, which takes a while. */
  via: ColumnType<'slack' | 'mail' | 'files', 'slack' | 'mail' | 'files' | undefined, never>;
  /** A mail's; null in Slack. */
  address: ColumnType<string | null, string | null | undefined, never>;
  /** In whose thread it stands. */
  parent_key: string | null;
  about: Json<unknown>;
  /** Raised each time it has to be looked at again; shown: the value that Slack shows or the mail told. */
  wanted: Defaulted<number>;
  shown: Defaulted<number>;
  state: 'due' | 'shown' | 'dead';
  attempts: Defaulted<number>;
  due_at: Date;
  /** Somebody has it in hand until then. */
  held_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** A post left and its answer was not seen: it may be there. */
  posting: Defaulted<boolean>;
  channel_id: ColumnType<string | null, string | null | undefined, string | null>;
  ts: ColumnType<string | null, string | null | undefined, string | null>;
  /** Of what Slack shows or the mail told, so that what is the same is not sent again. */
  hash: ColumnType<string | null, string | null | undefined, string | null>;
  problem: ColumnType<string | null, string | null | undefined, string | null>;
  made_at: Fixed<Date>;
  shown_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
};

/** Slack's signatures of the last minutes, so that none is taken twice. */
export type SeenRequestTable = { signature: Fixed<string>; at: Fixed<Date> };

/** Who did what. Each entry holds the hash of the one before it in its workspace, which the database itself sees to. */
export type AuditTable = {
  workspace_id: Fixed<string>;
  /** Counted from 1 in each workspace, without gaps. */
  id: GeneratedAlways<number>;
  at: Fixed<Date>;
  /** A Slack user id, or the name of the job. */
  actor: Fixed<string>;
  action: Fixed<string>;
  subject: Fixed<string>;
  detail: ColumnType<unknown, string, never>;
  /** SHA-256 of the entry before, and over it and this one's content (`plan/evidence/chain.ts`). */
  previous: GeneratedAlways<string>;
  hash: GeneratedAlways<string>;
};

/** How many entries there are, and the newest one's hash: kept apart, so that entries cut off at the end are missed. */
export type AuditHeadTable = {
  workspace_id: string;
  entries: number;
  hash: string;
};
