/** What needs a person now although no run says it, as the database has it. */
import { addDays, addMonths, firstDay, lastDay, monthOf } from '../../plan/numbers/calendar.ts';
import type { Mapping, ProgramSettings } from '../../plan/settings.ts';
import type { Alarm, Contract } from '../../plan/watch/alarm.ts';
import { findChore } from '../../store/chores.ts';
import { listConnections } from '../../store/connections.ts';
import type { Database } from '../../store/database.ts';
import { listMappings } from '../../store/mappings.ts';
import { findNewestMonth } from '../../store/month-state.ts';
import { listNames } from '../../store/names.ts';
import { getSettings } from '../../store/settings.ts';
import { getWorkspace } from '../../store/workspaces.ts';
import { whyUnusable } from '../agreement-fit.ts';
import { dateIn, HOURLY_DAYS, monthDue } from '../chores/check-times.ts';
import { PROGRAM, type SyncContext } from '../sync-context.ts';
import { findUnmapped } from './find-unmapped.ts';

/** Nobody looked into PRISM with success for this long: the daily check is overdue. */
const CHECK_MS = 26 * 60 * 60_000;
/** A contract that ends within these days has to be renewed. */
const ENDING_DAYS = 30;

/** In the order in which they stand in each other's way. */
export async function observe({ db, clock }: SyncContext, workspaceId: string): Promise<Alarm[]> {
  const [settings, connections, mappings] = await Promise.all([
    getSettings(db, workspaceId, PROGRAM),
    listConnections(db, workspaceId),
    listMappings(db, workspaceId),
  ]);
  const now = clock.now();
  const today = dateIn(now, settings.timeZone);
  const lost = connections.flatMap(({ kind, state, problem, remedy, words }): Alarm[] => {
    if (state === 'connected') return [];
    return [
      {
        alarm: 'connection-lost',
        connection: kind,
        says: problem ?? 'It does not work any more.',
        remedy: remedy ?? 'Enter the credentials again, or press Test in /prism connect.',
        words,
      },
    ];
  });
  const prism = connections.find(({ kind }) => kind === 'prism');
  const watched = settings.syncOn && prism?.state === 'connected';
  const synced = settings.syncOn ? mappings.filter(isSynced) : [];
  return [
    ...lost,
    ...(watched ? await checksOf(db, workspaceId, { now, today, settings, synced }) : []),
    ...(await contractsOf(db, workspaceId, synced, today)),
    ...(settings.syncOn ? await findUnmapped(db, workspaceId, mappings) : []),
    ...(await pricesOf(db, workspaceId, settings, today)),
  ];
}

const isSynced = (mapping: Mapping): boolean =>
  mapping.syncOn && mapping.agreementId !== null && mapping.excludedBecause === null;

type Looking = { now: Date; today: string; settings: ProgramSettings; synced: readonly Mapping[] };

/** Whether PRISM is looked into, and whether what is expected there was found. */
async function checksOf(
  db: Database,
  workspaceId: string,
  { now, today, settings, synced }: Looking,
): Promise<Alarm[]> {
  const [chore, newest, { createdAt }] = await Promise.all([
    findChore(db, workspaceId, 'invoices'),
    findNewestMonth(db, workspaceId),
    getWorkspace(db, workspaceId),
  ]);
  const last = chore?.doneAt ?? null;
  if (now.getTime() - (last ?? createdAt).getTime() > CHECK_MS)
    return [{ alarm: 'no-check', last: last?.toISOString() ?? null }];
  const month = monthDue(now, settings.timeZone);
  const expected = last !== null && synced.some(({ startMonth }) => startMonth <= month);
  const late = Number(today.slice(8)) > HOURLY_DAYS && (newest === null || newest < month);
  return expected && late ? [{ alarm: 'invoice-late', month }] : [];
}

/** Contracts of customers who are synced that end soon, and those that take nothing any more. */
async function contractsOf(
  db: Database,
  workspaceId: string,
  synced: readonly Mapping[],
  today: string,
): Promise<Alarm[]> {
  if ((await findChore(db, workspaceId, 'names'))?.doneAt == null) return [];
  const ids = synced.map(({ agreementId }) => agreementId ?? '');
  const agreements = new Map(
    (await listNames(db, workspaceId, 'agreement', ids)).map(({ id, detail }) => [id, detail]),
  );
  const ending = new Map<string, Contract[]>();
  const unusable = new Map<string, Contract[]>();
  for (const { agreementId, tenantId, customerName } of synced) {
    const agreement = agreements.get(agreementId ?? '');
    const agreementName = agreement?.name ?? `number ${agreementId}`;
    const contract = { tenantId, customerName, agreementName };
    const why = agreement ? whyUnusable(agreement, today) : 'It is not in Autotask any more.';
    if (why !== null) unusable.set(why, [...(unusable.get(why) ?? []), contract]);
    else if (agreement && agreement.to < addDays(today, ENDING_DAYS))
      ending.set(agreement.to, [...(ending.get(agreement.to) ?? []), contract]);
  }
  return [
    ...[...unusable].map(([why, contracts]): Alarm => ({ alarm: 'contracts-unusable', why, contracts })),
    ...[...ending].map(([on, contracts]): Alarm => ({ alarm: 'contracts-end', on, contracts })),
  ];
}

/** What the next month's price list changes, until that month has begun. */
async function pricesOf(
  db: Database,
  workspaceId: string,
  { currency }: ProgramSettings,
  today: string,
): Promise<Alarm[]> {
  const on = firstDay(addMonths(monthOf(today), 1));
  const coming = (await listNames(db, workspaceId, 'coming-price'))
    .map(({ detail }) => detail)
    .filter(one => one.on === on && today <= lastDay(monthOf(today)));
  return coming.length === 0 ? [] : [{ alarm: 'prices-change', on, currency, prices: coming }];
}
