/** One of everything that a workspace can have. */
import type { Database } from '../../db/schema.ts';
import { Seal } from '../../src/seal.ts';
import * as alarms from '../../src/store/alarms.ts';
import * as applied from '../../src/store/applied.ts';
import * as audit from '../../src/store/audit.ts';
import * as catalogue from '../../src/store/catalogue.ts';
import * as chores from '../../src/store/chores.ts';
import * as connections from '../../src/store/connections.ts';
import * as decisions from '../../src/store/decisions.ts';
import * as installations from '../../src/store/installations.ts';
import * as invoices from '../../src/store/invoices.ts';
import * as ledger from '../../src/store/ledger.ts';
import * as mappings from '../../src/store/mappings.ts';
import * as matches from '../../src/store/matches.ts';
import * as memories from '../../src/store/memories.ts';
import * as names from '../../src/store/names.ts';
import * as outbox from '../../src/store/outbox.ts';
import * as outboxQueue from '../../src/store/outbox-queue.ts';
import * as people from '../../src/store/people.ts';
import * as plans from '../../src/store/plans.ts';
import * as runs from '../../src/store/runs.ts';
import * as settings from '../../src/store/settings.ts';
import { adjust, arriving, at, invoice, line, mapping, memory, newRun, plan } from './stage.ts';

export const seal = new Seal(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
export const rotated = new Seal(
  `k2:${Buffer.alloc(32, 2).toString('base64')},k1:${Buffer.alloc(32, 1).toString('base64')}`,
);

/** Ids of what it has. */
export type Its = {
  runNumber: number;
  planId: string;
  revisionId: string;
  decisionId: number;
  messageId: number;
};

export async function fill(db: Database, workspaceId: string): Promise<Its> {
  const { number: runNumber } = await runs.saveRun(db, workspaceId, newRun({ period: '2026-10' }));
  const row = db.updateTable('runs').set({ report: '{}', attempts: 1 });
  await row.where('workspace_id', '=', workspaceId).execute();
  const planId = await plans.savePlan(db, workspaceId, {
    runNumber,
    position: 1,
    subject: '101',
    month: '2026-09',
    plan: plan(),
    madeAt: at('09:00'),
    expiresAt: at('10:00'),
  });
  const keys = ['planned', 'claimed', 'sent', 'unknown'];
  const intents = keys.map(key => adjust(key, { productKey: key }));
  await ledger.saveIntents(db, workspaceId, { planId, runNumber }, intents);
  for (const changeKey of keys.slice(1)) {
    const ref = { planId, changeKey };
    const claim = { ...ref, epoch: 0, at: at('09:00') };
    await db.transaction().execute(tx => ledger.claimIntent(tx, workspaceId, claim));
    if (changeKey === 'claimed') continue;
    await ledger.markSent(db, workspaceId, claim);
    if (changeKey === 'sent') continue;
    await ledger.settleIntent(db, workspaceId, ref, { state: 'unknown', at: at('09:00') });
  }
  await connections.saveConnection(db, workspaceId, seal, {
    kind: 'prism',
    credentials: { secret: 'hunter22' },
    hint: 'er22',
    home: null,
    at: at('09:00'),
  });
  await installations.saveInstallation(db, workspaceId, seal, installation('xoxb-1'));
  await people.savePerson(db, workspaceId, person);
  await chores.wantChore(db, workspaceId, 'names', { at: at('08:00') });
  const alarm = { alarm: 'no-check' as const, last: null };
  await alarms.raiseAlarm(db, workspaceId, { key: 'no-check', since: at('08:00'), alarm });
  await settings.saveSettings(db, workspaceId, 'csp', { syncOn: false });
  await mappings.saveMapping(db, workspaceId, mapping());
  const companies = [
    { id: '11', parentId: null, name: 'Contoso', detail: { active: true, website: null, reference: null } },
  ];
  await db.transaction().execute(tx => names.saveNames(tx, workspaceId, 'company', companies, at('09:00')));
  await catalogue.saveLink(db, workspaceId, link('501'));
  await matches.saveMatches(db, workspaceId, 'offer', new Map([['Premium', 'sku-1']]));
  const saved = await invoices.saveRevision(
    db,
    workspaceId,
    { invoice: invoice(), readAt: at('09:00') },
    arriving([
      { tenantId: 'tenant-1', line: line(2) },
      { tenantId: null, line: line(3) },
    ]),
  );
  await memories.saveMemory(db, workspaceId, '101', memory(), { runNumber, at: at('09:00') });
  const decisionId = await decisions.saveDecision(db, workspaceId, {
    agreementId: null,
    productKey: null,
    month: '2026-09',
    choice: 'leave',
    subject: null,
    through: '2026-09-30',
    by: 'U-anna',
    at: at('09:00'),
    runNumber,
  });
  await applied.saveApplied(db, workspaceId, application(runNumber));
  const entry = { at: at('09:00'), actor: 'U-anna', action: 'approve', subject: '101', detail: {} };
  await audit.recordAudit(db, workspaceId, entry);
  const messageId = await fillOutbox(db, workspaceId);
  return { runNumber, planId, revisionId: saved.revisionId, decisionId, messageId };
}

/** @returns the id of the message that somebody has in hand */
async function fillOutbox(db: Database, workspaceId: string): Promise<number> {
  const want = (key: string, parentKey: string | null = null): Promise<void> =>
    outbox.wantMessage(db, workspaceId, { key, parentKey, about: { kind: 'run', run: 1 }, at: at('09:00') });
  await want('held');
  const [held] = await outboxQueue.claimDue(db, { now: at('09:00'), leaseMs: 60_000, limit: 1, workspaceId });
  await outboxQueue.markPosting(db, workspaceId, 'held', 'C-billing');
  await want('run/1');
  await want('run/1/1', 'run/1');
  await want('dead');
  await outboxQueue.markFailed(db, workspaceId, { key: 'dead', problem: 'no channel', dueAt: null });
  return held!.id;
}

export const installation = (token: string) => ({
  installation: { bot: { token } },
  installedBy: 'U-anna',
  installedAt: at('08:00'),
});
export const person = {
  kind: 'user' as const,
  id: 'U-ben',
  role: 'operator' as const,
  namedBy: 'U-anna',
  namedAt: at('08:00'),
};
export const link = (itemId: string) => ({
  productKey: 'sku-1',
  itemId,
  itemName: 'PC_sku-1',
  origin: 'created' as const,
  at: at('09:00'),
});
export const application = (runNumber: number | null) => ({
  agreementId: '101',
  tenantId: 'tenant-1',
  invoiceId: 'invoice-1',
  month: '2026-09',
  hash: 'h1',
  runNumber,
  appliedAt: at('09:00'),
});
