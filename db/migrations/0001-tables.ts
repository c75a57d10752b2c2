import { type Kysely, sql } from 'kysely';

/** All tables as of the first release, in SQL: what it says is what the database holds. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table workspaces (
     id text primary key,
     name text not null,
     epoch bigint not null default 0,
     last_run bigint not null default 0,
     created_at timestamptz not null,
     closed_at timestamptz
   )`,
  `create table chores (
     workspace_id text not null references workspaces,
     kind text not null check (kind in ('names', 'connections', 'invoices')),
     wanted_at timestamptz,
     tick text,
     done_at timestamptz,
     tried_at timestamptz,
     problem text,
     retry_at timestamptz,
     primary key (workspace_id, kind)
   )`,
  `create table alarms (
     workspace_id text not null references workspaces,
     key text not null,
     since timestamptz not null,
     alarm jsonb not null,
     over_at timestamptz,
     primary key (workspace_id, key, since)
   )`,
  'create unique index alarms_open on alarms (workspace_id, key) where over_at is null',
  `create table installations (
     workspace_id text primary key references workspaces,
     installation text not null,
     installed_by text not null,
     installed_at timestamptz not null
   )`,
  `create table people (
     workspace_id text not null references workspaces,
     kind text not null check (kind in ('user', 'group')),
     id text not null,
     role text not null check (role in ('admin', 'operator', 'viewer')),
     named_by text not null,
     named_at timestamptz not null,
     primary key (workspace_id, kind, id)
   )`,
  `create table names (
     workspace_id text not null references workspaces,
     kind text not null check (kind in
       ('company', 'agreement', 'billing-code', 'charge-code', 'vendor', 'source-agreement', 'tenant', 'product',
        'coming-price')),
     id text not null,
     parent_id text,
     name text not null,
     detail jsonb not null,
     read_at timestamptz not null,
     primary key (workspace_id, kind, id)
   )`,
  'create index names_parent on names (workspace_id, kind, parent_id)',
  `create table connections (
     workspace_id text not null references workspaces,
     kind text not null check (kind in ('prism', 'autotask', 'connectwise')),
     credentials text not null,
     hint text not null,
     home text,
     state text not null check (state in ('connected', 'needs-attention')),
     problem text,
     remedy text,
     words text,
     checked_at timestamptz not null,
     primary key (workspace_id, kind)
   )`,
  `create table settings (
     workspace_id text not null references workspaces,
     program text not null,
     value jsonb not null,
     primary key (workspace_id, program)
   )`,
  `create table mappings (
     workspace_id text not null references workspaces,
     id text not null default gen_random_uuid()::text,
     tenant_id text not null,
     tenant_domain text,
     customer_name text not null,
     source_agreement_id text not null,
     company_id text,
     agreement_id text,
     charge_agreement_id text,
     strategy text not null check (strategy in ('cost-and-retail', 'cost-only', 'retail-only', 'quantity-only')),
     start_month text not null check (start_month ~ '^\\d{4}-\\d{2}$'),
     shadow boolean not null,
     sync_on boolean not null,
     excluded_because text,
     primary key (workspace_id, id),
     unique (workspace_id, tenant_id)
   )`,
  'create index mappings_agreement on mappings (workspace_id, agreement_id)',
  `create table catalogue_links (
     workspace_id text not null references workspaces,
     product_key text not null,
     item_id text,
     item_name text,
     origin text check (origin in ('created', 'adopted', 'by-hand')),
     skipped boolean not null,
     linked_at timestamptz not null,
     primary key (workspace_id, product_key),
     unique (workspace_id, item_id),
     check (skipped = (item_id is null)),
     check ((item_id is null) = (origin is null))
   )`,
  `create table product_matches (
     workspace_id text not null references workspaces,
     kind text not null check (kind in ('subscription', 'product-id', 'offer')),
     value text not null,
     product_key text not null,
     primary key (workspace_id, kind, value)
   )`,
  `create table invoice_revisions (
     workspace_id text not null references workspaces,
     id uuid not null default gen_random_uuid(),
     invoice_id text not null,
     number text,
     source_agreement_id text,
     program text not null,
     month text not null check (month ~ '^\\d{4}-\\d{2}$'),
     issued date,
     kind text check (kind in ('standard', 'annual', 'credit', 'adjustment', 'one-off')),
     status text not null check (status in ('draft', 'pending', 'approved', 'paid', 'void', 'unknown')),
     currency text,
     total numeric,
     hash text not null,
     lines int not null,
     cost numeric not null,
     price numeric not null,
     read_at timestamptz not null,
     primary key (workspace_id, id),
     unique (workspace_id, invoice_id, hash)
   )`,
  'create index invoice_revisions_month on invoice_revisions (workspace_id, month, read_at)',
  `create table invoice_lines (
     workspace_id text not null,
     revision_id uuid not null,
     key text not null,
     row int not null,
     tenant_id text,
     subscription_id text,
     line jsonb not null,
     primary key (workspace_id, revision_id, key),
     foreign key (workspace_id, revision_id) references invoice_revisions on delete cascade
   )`,
  'create index invoice_lines_tenant on invoice_lines (workspace_id, revision_id, tenant_id)',
  `create table runs (
     workspace_id text not null references workspaces,
     number bigint not null,
     kind text not null check (kind in ('customers', 'products')),
     state text not null check (state in
       ('requested', 'planning', 'proposed', 'approved', 'applying', 'done', 'rejected', 'expired')),
     result text check (result in ('No Change', 'Success', 'Warning', 'Failure', 'Waiting for approval', 'Rejected',
       'Expired', 'Running')),
     requested_by text,
     trigger text not null check (trigger in ('person', 'timetable', 'retry', 'preview')),
     scope jsonb,
     retry_of bigint,
     undoes bigint,
     report jsonb,
     summary jsonb,
     error jsonb,
     period text,
     requested_at timestamptz not null,
     started_at timestamptz,
     ended_at timestamptz,
     clean boolean not null default false,
     attempts int not null default 0,
     acknowledged_by text,
     acknowledged_at timestamptz,
     primary key (workspace_id, number),
     foreign key (workspace_id, retry_of) references runs,
     foreign key (workspace_id, undoes) references runs
   )`,
  'create unique index runs_period on runs (workspace_id, kind, period) where period is not null',
  `create index runs_open on runs (workspace_id, number)
     where state in ('requested', 'planning', 'approved', 'applying')`,
  `create table plans (
     workspace_id text not null,
     id uuid not null default gen_random_uuid(),
     run_number bigint not null,
     position int not null,
     subject text not null,
     month text check (month ~ '^\\d{4}-\\d{2}$'),
     checksum text not null,
     body jsonb not null,
     state text not null check (state in
       ('proposed', 'shadow', 'preview', 'approved', 'rejected', 'expired', 'replaced', 'applying', 'applied',
        'undone')),
     decided_by text,
     decided_at timestamptz,
     reason text,
     made_at timestamptz not null,
     expires_at timestamptz not null,
     primary key (workspace_id, id),
     unique (workspace_id, run_number, position),
     foreign key (workspace_id, run_number) references runs
   )`,
  `create index plans_proposed on plans (workspace_id, subject) where state = 'proposed'`,
  `create table ledger (
     workspace_id text not null,
     id bigint not null generated always as identity,
     run_number bigint not null,
     plan_id uuid not null,
     change_key text not null,
     position int not null,
     agreement_id text,
     product_key text not null,
     change jsonb not null,
     request jsonb,
     state text not null check (state in
       ('planned', 'claimed', 'sent', 'confirmed', 'unknown', 'failed', 'held')),
     attempts int not null default 0,
     item_id text,
     line_id text,
     words text,
     code text,
     slow boolean not null default false,
     absent_since timestamptz,
     claimed_at timestamptz,
     sent_at timestamptz,
     answered_at timestamptz,
     settled_at timestamptz,
     primary key (workspace_id, id),
     unique (workspace_id, plan_id, change_key),
     foreign key (workspace_id, run_number) references runs,
     foreign key (workspace_id, plan_id) references plans
   )`,
  `create unique index ledger_one_in_flight on ledger (workspace_id, coalesce(agreement_id, ''), product_key)
     where state in ('claimed', 'sent', 'unknown')`,
  'create index ledger_run on ledger (workspace_id, run_number)',
  `create index ledger_charges on ledger (workspace_id, (change -> 'source' ->> 'invoiceId'))
     where change ->> 'kind' = 'charge'`,
  `create table line_memories (
     workspace_id text not null references workspaces,
     agreement_id text not null,
     product_key text not null,
     memory jsonb not null,
     run_number bigint,
     saved_at timestamptz not null,
     id bigint not null generated always as identity,
     primary key (workspace_id, id),
     unique nulls not distinct (workspace_id, agreement_id, product_key, run_number),
     foreign key (workspace_id, run_number) references runs
   )`,
  `create table decisions (
     workspace_id text not null references workspaces,
     id bigint not null generated always as identity,
     agreement_id text,
     product_key text,
     month text not null check (month ~ '^\\d{4}-\\d{2}$'),
     choice text not null,
     subject text,
     through date,
     by text not null,
     at timestamptz not null,
     run_number bigint,
     primary key (workspace_id, id),
     foreign key (workspace_id, run_number) references runs
   )`,
  'create index decisions_agreement on decisions (workspace_id, agreement_id)',
  `create table applied_invoices (
     workspace_id text not null references workspaces,
     agreement_id text not null,
     tenant_id text not null,
     invoice_id text not null,
     month text not null check (month ~ '^\\d{4}-\\d{2}$'),
     hash text not null,
     run_number bigint,
     applied_at timestamptz not null,
     primary key (workspace_id, agreement_id, tenant_id, invoice_id),
     foreign key (workspace_id, run_number) references runs
   )`,
  `create table outbox (
     workspace_id text not null references workspaces,
     id bigint not null generated always as identity,
     key text not null,
     via text not null default 'slack' check (via in ('slack', 'mail', 'files')),
     address text,
     parent_key text,
     about jsonb not null,
     wanted int not null default 1,
     shown int not null default 0,
     state text not null check (state in ('due', 'shown', 'dead')),
     attempts int not null default 0,
     due_at timestamptz not null,
     held_until timestamptz,
     posting boolean not null default false,
     channel_id text,
     ts text,
     hash text,
     problem text,
     made_at timestamptz not null,
     shown_at timestamptz,
     primary key (workspace_id, id),
     unique (workspace_id, key),
     check ((via = 'mail') = (address is not null)),
     foreign key (workspace_id, parent_key) references outbox (workspace_id, key)
   )`,
  `create index outbox_due on outbox (due_at) where state = 'due'`,
  `create table seen_requests (
     signature text primary key,
     at timestamptz not null
   )`,
  `create table audit (
     workspace_id text not null references workspaces,
     id bigint not null,
     at timestamptz not null,
     actor text not null,
     action text not null,
     subject text not null,
     detail jsonb not null,
     previous text not null,
     hash text not null,
     primary key (workspace_id, id)
   )`,
  `create table audit_heads (
     workspace_id text primary key references workspaces,
     entries bigint not null,
     hash text not null
   )`,
  `create function refuse() returns trigger language plpgsql as $$
   begin
     raise exception '% of % is refused: its rows are kept as written', tg_op, tg_table_name
       using errcode = 'restrict_violation';
   end $$`,
  `create trigger plans_kept before delete on plans for each row execute function refuse()`,
  `create trigger plans_unchanged before update on plans for each row
     when ((old.workspace_id, old.id, old.run_number, old.position, old.subject, old.month, old.checksum, old.made_at)
         is distinct from
           (new.workspace_id, new.id, new.run_number, new.position, new.subject, new.month, new.checksum, new.made_at)
       or old.body is distinct from new.body)
     execute function refuse()`,
  `create function audit_link(parts text[]) returns text language sql immutable as $$
     select encode(sha256(convert_to(string_agg(octet_length(part) || ':' || part, '' order by at), 'UTF8')), 'hex')
     from unnest(parts) with ordinality as given (part, at)
   $$`,
  // The head stays locked until the entry is committed or undone: entries of one workspace follow one another, and no two
  // follow the same. It has a row of its own, which nobody else waits for.
  `create function chain_audit() returns trigger language plpgsql as $$
   declare
     head audit_heads;
   begin
     loop
       select * into head from audit_heads where workspace_id = new.workspace_id for no key update;
       exit when found;
       insert into audit_heads (workspace_id, entries, hash)
         values (new.workspace_id, 0, audit_link(array['prism-bot audit 1', new.workspace_id]))
         on conflict do nothing;
     end loop;
     new.id := head.entries + 1;
     new.previous := head.hash;
     new.hash := audit_link(array['prism-bot audit 1', new.workspace_id, head.hash,
       to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
       new.actor, new.action, new.subject, new.detail::text]);
     update audit_heads set entries = new.id, hash = new.hash where workspace_id = new.workspace_id;
     return new;
   end $$`,
  'create trigger audit_chained before insert on audit for each row execute function chain_audit()',
  'create trigger audit_kept before update or delete on audit for each row execute function refuse()',
  'create trigger audit_not_emptied before truncate on audit for each statement execute function refuse()',
  'create trigger audit_heads_kept before delete on audit_heads for each row execute function refuse()',
  `create trigger audit_heads_grow before update on audit_heads for each row
     when (new.workspace_id <> old.workspace_id or new.entries <> old.entries + 1) execute function refuse()`,
  'create trigger audit_heads_not_emptied before truncate on audit_heads for each statement execute function refuse()',
  'create trigger plans_not_emptied before truncate on plans for each statement execute function refuse()',
];
