import { sql } from 'kysely';
import type { Database } from '../../../db/schema.ts';
import type { RunReport } from '../../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../../src/plan/tally/run.ts';
import { findReport, listRuns } from '../../../src/store/runs.ts';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';
import type { World } from '../../sandbox/worlds/world.ts';

/** What a month left behind, without anything that tells when, by whom or in how many attempts. */
export type Ending = {
  /** Units by day and prices of every line, as Autotask has them. */
  lines: string;
  /** Names and prices of all services. */
  services: string[];
  writes: string[];
  runs: unknown[];
  ledger: unknown[];
  plans: unknown[];
  applied: unknown[];
  /** What we remember to have left on each line: the next month begins from it. */
  memories: unknown[];
  links: unknown[];
  balanced: boolean[];
  /** What stands in Slack, and how often. */
  messages: unknown[];
  outbox: unknown[];
};

export async function endingOf(
  { db, workspaceId }: { db: Database; workspaceId: string },
  world: World,
  slack: SlackSandbox,
): Promise<Ending> {
  const { book, requests } = world.autotask;
  const [run] = await listRuns(db, workspaceId, { limit: 1 });
  const report = (await findReport(db, workspaceId, run?.number ?? 0)) as RunReport;
  const rows = async (query: ReturnType<typeof sql>): Promise<unknown[]> => (await query.execute(db)).rows;
  return {
    lines: book.snapshot(),
    services: [...book.services.all()].map(one => `${one.name} ${one.unitPrice} ${one.unitCost}`).sort(),
    // By the order in which services happened to be made, their numbers and those of their lines may differ.
    writes: requests.writes
      .map(({ entity, action, body }) => {
        const { serviceID: _, contractServiceID: __, ...said } = body;
        return `${action} ${entity} ${JSON.stringify(said)}`;
      })
      .sort(),
    runs: await rows(sql`select number, kind, state, result, clean from runs order by number`),
    ledger: await rows(
      sql`select agreement_id, product_key, change ->> 'kind' as kind, change ->> 'effective' as effective,
        change ->> 'delta' as delta, state, code from ledger order by 1, 2, 3, 4, 5`,
    ),
    plans: await rows(sql`select subject, state, decided_by from plans order by subject`),
    applied: await rows(
      sql`select agreement_id, tenant_id, month, hash from applied_invoices order by 1, 2, 3`,
    ),
    memories: await rows(sql`select agreement_id, product_key, memory - array['itemId', 'lineId'] as memory
        from line_memories order by 1, 2, id`),
    links: await rows(sql`select product_key, item_name, origin from catalogue_links order by 1`),
    balanced: [
      ...report.customers.map(one => one.tie.balanced),
      ...report.facts.invoices.map(({ id }) => invoiceTieOut(report, id).balanced),
    ],
    messages: slack.book.messages
      .filter(({ deleted }) => !deleted)
      .map(({ text, blocks, metadata, threadTs }) =>
        nameless({ about: metadata, inThread: threadTs !== null, text, blocks }, workspaceId),
      ),
    outbox: await rows(sql`select key, state from outbox order by key`),
  };
}

/** Times of day, numbers that Slack gives its blocks, and ids of plans and workspaces are others each time. */
const nameless = (message: unknown, workspaceId: string): string =>
  JSON.stringify(message, (key, value) => (key === 'block_id' ? undefined : value))
    // Buttons of a plan are told apart by its id.
    .replaceAll(/"action_id":"[^"]*"/g, id => id.replace(/-[0-9a-f]{8}(?=-|")/, '-<plan>'))
    .replaceAll(/<!date\^\d+\^[^>]*>/g, '<date>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(workspaceId, '<workspace>');
