/** Runs that are told by mail, in an office with a mail server of its own. */

import type { CustomerReport } from '../../src/plan/tally/reports.ts';
import { summaryOf } from '../../src/plan/tally/summary.ts';
import { inTransaction } from '../../src/store/database.ts';
import { finishRun, saveReport } from '../../src/store/runs.ts';
import { request } from '../../src/sync/request.ts';
import { aCustomer, aReport } from '../slack/ui/stage.ts';
import { type Office, openOffice } from '../support/office.ts';

export const BILLING = 'billing@northwind.example';
export const BOSS = 'boss@northwind.example';
export const FROM = 'PRISM Bot <bot@northwind.example>';

export const openMailOffice = (
  url: string,
  { emails = [BILLING], channel = true }: { emails?: string[]; channel?: boolean } = {},
): Promise<Office> =>
  openOffice({
    connected: false,
    env: { SMTP_URL: url, MAIL_FROM: FROM },
    settings: { emails, ...(channel ? {} : { channelId: null }) },
  });

export async function ask(
  { context, workspaceId, members }: Office,
  by: string | null = members.clerk.id,
): Promise<number> {
  return (await request(context, { workspaceId, kind: 'customers', by })) ?? 0;
}

/** What became of a run, and everybody is told. */
export async function end(
  { context, workspaceId }: Office,
  run: number,
  customers: CustomerReport[] = [aCustomer('Contoso')],
): Promise<void> {
  const report = { ...aReport({ customers }), run, reference: `${workspaceId}-${run}` };
  await inTransaction(context.db, async tx => {
    await saveReport(tx, workspaceId, run, report, summaryOf(report));
    const at = context.clock.now();
    await finishRun(tx, workspaceId, run, { state: 'done', result: report.result, clean: true, at });
    await context.announce({ kind: 'run-reported', workspaceId, run, result: report.result }, tx);
  });
}

export async function askAndEnd(office: Office, customers?: CustomerReport[]): Promise<number> {
  const run = await ask(office);
  await end(office, run, customers);
  return run;
}

/** Until nothing is due at this time. */
export async function deliverAll({ context }: Office): Promise<void> {
  while ((await context.deliver()) > 0);
}

export async function later(office: Office, seconds: number): Promise<void> {
  office.world.clock.advance(seconds * 1000);
  await deliverAll(office);
}
