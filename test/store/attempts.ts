/** A call of every function of the store, for a workspace given by its id and with another's ids. */
import { sql } from 'kysely';
import type { Transaction } from '../../db/schema.ts';
import * as alarms from '../../src/store/alarms.ts';
import * as applied from '../../src/store/applied.ts';
import * as audit from '../../src/store/audit.ts';
import * as auditChain from '../../src/store/audit-chain.ts';
import * as catalogue from '../../src/store/catalogue.ts';
import * as charges from '../../src/store/charges.ts';
import * as chores from '../../src/store/chores.ts';
import * as connections from '../../src/store/connections.ts';
import * as decisions from '../../src/store/decisions.ts';
import * as evidence from '../../src/store/evidence.ts';
import * as heldPlans from '../../src/store/held-plans.ts';
import * as installations from '../../src/store/installations.ts';
import * as intents from '../../src/store/intents.ts';
import * as invoices from '../../src/store/invoices.ts';
import * as ledger from '../../src/store/ledger.ts';
import * as mappings from '../../src/store/mappings.ts';
import * as matches from '../../src/store/matches.ts';
import * as memories from '../../src/store/memories.ts';
import * as monthState from '../../src/store/month-state.ts';
import * as names from '../../src/store/names.ts';
import * as outbox from '../../src/store/outbox.ts';
import * as outboxQueue from '../../src/store/outbox-queue.ts';
import * as people from '../../src/store/people.ts';
import * as plans from '../../src/store/plans.ts';
import * as plansBeside from '../../src/store/plans-beside.ts';
import * as runHistory from '../../src/store/run-history.ts';
import * as runMarks from '../../src/store/run-marks.ts';
import * as runQueue from '../../src/store/run-queue.ts';
import * as runs from '../../src/store/runs.ts';
import * as settings from '../../src/store/settings.ts';
import * as workspaces from '../../src/store/workspaces.ts';
import { application, type Its, installation, link, person, rotated, seal } from './everything.ts';
import { adjust, arriving, at, invoice, mapping, memory, newRun, plan } from './stage.ts';

export type Attempt = (tx: Transaction, workspaceId: string, its: Its) => Promise<unknown>;

/** Finds something of the workspace whose id it is given. */
export const reads: Record<string, Attempt> = {
  findNewestApplied: (tx, w) => applied.findNewestApplied(tx, w, '101', 'tenant-1'),
  listApplied: (tx, w) => applied.listApplied(tx, w, '101'),
  countAudit: async (tx, w) => ((await audit.countAudit(tx, w, {})) > 0 ? ['entries'] : []),
  listAudit: (tx, w) => audit.listAudit(tx, w, { limit: 9 }),
  findFacts: async (tx, w, its) => {
    await tx
      .updateTable('runs')
      .set({ report: JSON.stringify({ facts: 'ours' }) })
      .execute();
    return (await evidence.findFacts(tx, w, its.runNumber)) ?? [];
  },
  listLinesByKey: async (tx, w, its) => {
    const { keys } = await firstLine(tx, its);
    const tenantIds = ['tenant-1'];
    return await evidence.listLinesByKey(tx, w, { invoiceId: 'invoice-1', hash: null, tenantIds, keys });
  },
  findRevisionId: async (tx, w, its) => {
    const { hash } = await firstLine(tx, its);
    return await evidence.findRevisionId(tx, w, { invoiceId: 'invoice-1', hash });
  },
  listUnmatchedPage: (tx, w, { revisionId }) =>
    evidence.listUnmatchedPage(tx, w, { revisionId, after: '', limit: 9 }),
  listLetThrough: async (tx, w) => {
    await tx.updateTable('plans').set({ state: 'applied' }).execute();
    return await evidence.listLetThrough(tx, w);
  },
  listUnprovenWrites: async (tx, w) => {
    await tx.updateTable('ledger').set({ state: 'confirmed' }).execute();
    return await evidence.listUnprovenWrites(tx, w);
  },
  findAuditHead: (tx, w) => auditChain.findAuditHead(tx, w),
  listAuditChain: (tx, w) => auditChain.listAuditChain(tx, w, { after: 0, limit: 9 }),
  listMadeCharges: async (tx, w) => {
    const change = JSON.stringify({ kind: 'charge', mark: 'm', source: { invoiceId: 'invoice-1' } });
    await tx
      .updateTable('ledger')
      .set({ change, state: 'confirmed', settled_at: at('09:00') })
      .execute();
    return await charges.listMadeCharges(tx, w, ['invoice-1']);
  },
  listRejectedCharges: async (tx, w) => {
    const made = JSON.stringify([{ mark: 'm', source: { invoiceId: 'invoice-1' } }]);
    await sql`alter table plans disable trigger user`.execute(tx);
    await sql`
      update plans set state = 'rejected', decided_at = made_at, body = jsonb_set(body, '{charges}', ${made}::jsonb)
    `.execute(tx);
    return await charges.listRejectedCharges(tx, w, ['invoice-1']);
  },
  listChores: (tx, w) => chores.listChores(tx, w),
  findChore: async (tx, w) => (await chores.findChore(tx, w, 'names')) ?? [],
  listOpenAlarms: (tx, w) => alarms.listOpenAlarms(tx, w),
  listLinks: (tx, w) => catalogue.listLinks(tx, w),
  findConnection: (tx, w) => connections.findConnection(tx, w, seal, 'prism'),
  listConnections: (tx, w) => connections.listConnections(tx, w),
  listDecisions: (tx, w) => decisions.listDecisions(tx, w, '101'),
  findLatestRevision: (tx, w) => invoices.findLatestRevision(tx, w, 'invoice-1'),
  listRevisions: (tx, w) => invoices.listRevisions(tx, w),
  findInstallation: (tx, w) => installations.findInstallation(tx, w, seal),
  listPeople: (tx, w) => people.listPeople(tx, w),
  listTenantLines: (tx, w, its) => invoices.listTenantLines(tx, w, its.revisionId, ['tenant-1']),
  listTenantTotals: (tx, w, its) => invoices.listTenantTotals(tx, w, its.revisionId),
  listUnmatchedLines: (tx, w, its) => invoices.listUnmatchedLines(tx, w, its.revisionId),
  countIntents: async (tx, w, its) => {
    const counts = await intents.countIntents(tx, w, its.runNumber);
    return Object.values(counts).filter(count => count > 0);
  },
  listIntents: (tx, w, its) => intents.listIntents(tx, w, its.planId),
  findIntent: (tx, w, its) => intents.findIntent(tx, w, intent(its)),
  listIntentsOf: (tx, w, its) => intents.listIntentsOf(tx, w, [its.planId]),
  listOpen: (tx, w) => intents.listOpen(tx, w),
  findMapping: (tx, w) => mappings.findMapping(tx, w, 'tenant-1'),
  listMappings: (tx, w) => mappings.listMappings(tx, w),
  listMatches: async (tx, w) => (await matches.listMatches(tx, w)).offers,
  listMemories: (tx, w) => memories.listMemories(tx, w, '101'),
  listMemoriesSince: (tx, w, its) => memories.listMemoriesSince(tx, w, '101', its.runNumber),
  countMonthsApplied: async (tx, w) => ((await monthState.countMonthsApplied(tx, w)) > 0 ? ['months'] : []),
  findNewestMonth: async (tx, w) => (await monthState.findNewestMonth(tx, w)) ?? [],
  listMonthPlans: (tx, w) => monthState.listMonthPlans(tx, w, '2026-09'),
  listMonthRuns: async (tx, w) => {
    const summary = JSON.stringify({ invoices: [{ month: '2026-09', balanced: true }] });
    await tx
      .updateTable('runs')
      .set({ ended_at: at('09:00'), summary })
      .execute();
    return await monthState.listMonthRuns(tx, w, '2026-09');
  },
  findName: (tx, w) => names.findName(tx, w, 'company', '11'),
  listNames: (tx, w) => names.listNames(tx, w, 'company'),
  searchNames: (tx, w) => names.searchNames(tx, w, 'company', 'cont'),
  findMessage: (tx, w) => outbox.findMessage(tx, w, 'run/1'),
  listThread: (tx, w) => outbox.listThread(tx, w, 'run/1'),
  listDead: (tx, w) => outbox.listDead(tx, w),
  countLate: async (tx, w) => ((await outbox.countLate(tx, w, at('09:00'))) > 0 ? ['late'] : []),
  findPlan: (tx, w, its) => plans.findPlan(tx, w, its.planId),
  getPlan: (tx, w, its) => plans.getPlan(tx, w, its.planId),
  listPlans: (tx, w, its) => plans.listPlans(tx, w, its.runNumber),
  listWaitingPlans: (tx, w) => plans.listWaitingPlans(tx, w),
  isWanted: async (tx, w) => ((await runQueue.isWanted(tx, w, { paused: false })) ? ['wanted'] : []),
  findAcknowledgement: async (tx, w, its) => {
    await tx
      .updateTable('runs')
      .set({ acknowledged_by: 'U-anna', acknowledged_at: at('09:00') })
      .execute();
    return (await runMarks.findAcknowledgement(tx, w, its.runNumber)) ?? [];
  },
  findUndoing: async (tx, w, its) => {
    await tx.updateTable('runs').set({ undoes: its.runNumber }).execute();
    return (await runMarks.findUndoing(tx, w, its.runNumber)) ?? [];
  },
  findPlanInTheWay: async (tx, w, its) => {
    await tx.updateTable('plans').set({ state: 'applied' }).execute();
    const runNumber = its.runNumber - 1;
    return await plansBeside.findPlanInTheWay(tx, w, { subject: '101', month: '2026-08', runNumber });
  },
  findRetry: async (tx, w, its) => {
    await tx.updateTable('runs').set({ retry_of: its.runNumber }).execute();
    return (await runMarks.findRetry(tx, w, its.runNumber)) ?? [];
  },
  findReport: async (tx, w, its) => (await runs.findReport(tx, w, its.runNumber)) ?? undefined,
  countRuns: async (tx, w) => ((await runHistory.countRuns(tx, w, 'customers')) > 0 ? ['runs'] : []),
  listRunPage: (tx, w) => runHistory.listRunPage(tx, w, 'customers', { offset: 0, limit: 9 }),
  findPreviousByTimetable: async (tx, w, its) => {
    await tx
      .updateTable('runs')
      .set({ trigger: 'timetable', ended_at: at('09:00') })
      .execute();
    return await runHistory.findPreviousByTimetable(tx, w, 'customers', its.runNumber + 1);
  },
  listPlansWithFindings: (tx, w) => heldPlans.listPlansWithFindings(tx, w),
  findSamePlan: (tx, w, its) =>
    plansBeside.findSamePlan(tx, w, { subject: '101', plan: plan(), runNumber: its.runNumber + 1 }),
  findRun: (tx, w, its) => runs.findRun(tx, w, its.runNumber),
  getRun: (tx, w, its) => runs.getRun(tx, w, its.runNumber),
  findLatestRun: (tx, w) => runs.findLatestRun(tx, w, 'customers'),
  listRuns: (tx, w) => runs.listRuns(tx, w, { limit: 9 }),
  findLatestSuccess: async (tx, w) => {
    await tx.updateTable('runs').set({ state: 'done', clean: true }).execute();
    return await runs.findLatestSuccess(tx, w, 'customers');
  },
  isDecided: async (tx, w) => ((await settings.isDecided(tx, w, 'csp', 'syncOn')) ? ['decided'] : []),
  getSettings: async (tx, w) => ((await settings.getSettings(tx, w, 'csp')).syncOn ? [] : ['off']),
};

async function firstLine(tx: Transaction, { revisionId }: Its): Promise<{ keys: string[]; hash: string }> {
  const lines = await tx
    .selectFrom('invoice_lines')
    .select('key')
    .where('revision_id', '=', revisionId)
    .execute();
  const { hash } = await tx
    .selectFrom('invoice_revisions')
    .select('hash')
    .where('id', '=', revisionId)
    .executeTakeFirstOrThrow();
  return { keys: lines.map(({ key }) => key), hash };
}

const intent = (its: Its, changeKey = 'claimed') => ({ planId: its.planId, changeKey });

/** Changes something of the workspace whose id it is given. */
export const changes: Record<string, Attempt> = {
  removeApplied: (tx, w) => applied.removeApplied(tx, w, application(null)),
  saveApplied: (tx, w) => applied.saveApplied(tx, w, { ...application(null), hash: 'h2' }),
  recordAudit: (tx, w) =>
    audit.recordAudit(tx, w, { at: at('09:00'), actor: 'a', action: 'b', subject: 'c', detail: null }),
  saveLink: (tx, w) => catalogue.saveLink(tx, w, link('502')),
  skipProduct: (tx, w) => catalogue.skipProduct(tx, w, 'sku-1', at('09:00')),
  removeLink: (tx, w) => catalogue.removeLink(tx, w, 'sku-1'),
  saveConnection: (tx, w) =>
    connections.saveConnection(tx, w, seal, {
      kind: 'prism',
      credentials: {},
      hint: 'else',
      home: null,
      at: at('09:00'),
    }),
  saveHome: (tx, w) => connections.saveHome(tx, w, 'prism', 'https://zone.example/'),
  markConnection: (tx, w) =>
    connections.markConnection(tx, w, 'prism', { state: 'needs-attention', problem: 'x', at: at('09:00') }),
  removeConnection: (tx, w) => connections.removeConnection(tx, w, 'prism'),
  resealConnections: (tx, w) => connections.resealConnections(tx, w, rotated),
  saveDecision: (tx, w) =>
    decisions.saveDecision(tx, w, {
      agreementId: '101',
      productKey: null,
      month: '2026-09',
      choice: 'overwrite',
      subject: null,
      through: null,
      by: 'U-ben',
      at: at('09:00'),
      runNumber: null,
    }),
  removeDecision: (tx, w, its) => decisions.removeDecision(tx, w, its.decisionId),
  saveInstallation: (tx, w) => installations.saveInstallation(tx, w, seal, installation('xoxb-2')),
  removeInstallation: (tx, w) => installations.removeInstallation(tx, w),
  renewInstallation: (tx, w) => installations.renewInstallation(tx, w, seal, async () => ({ renewed: true })),
  resealInstallation: (tx, w) => installations.resealInstallation(tx, w, rotated),
  savePerson: (tx, w) => people.savePerson(tx, w, { ...person, role: 'viewer' }),
  removePerson: (tx, w) => people.removePerson(tx, w, person),
  closeWorkspace: (tx, w) => workspaces.closeWorkspace(tx, w, at('09:00')),
  saveRevision: (tx, w) =>
    invoices.saveRevision(tx, w, { invoice: invoice({ number: 'X' }), readAt: at('11:00') }, arriving([])),
  saveIntents: (tx, w, its) => ledger.saveIntents(tx, w, its, [adjust('c')]),
  claimIntent: (tx, w, its) =>
    ledger.claimIntent(tx, w, { ...intent(its, 'planned'), epoch: 0, at: at('09:00') }),
  markSent: (tx, w, its) => ledger.markSent(tx, w, { ...intent(its), epoch: 0, at: at('09:00') }),
  settleIntent: (tx, w, its) => ledger.settleIntent(tx, w, intent(its), { state: 'held', at: at('09:00') }),
  noteAbsence: (tx, w, its) => ledger.noteAbsence(tx, w, intent(its, 'unknown'), at('09:05')),
  noteAnswer: (tx, w, its) =>
    ledger.noteAnswer(tx, w, intent(its, 'sent'), { itemId: '9', at: at('09:05'), epoch: 0 }),
  saveMapping: (tx, w) => mappings.saveMapping(tx, w, mapping({ agreementId: '102' })),
  clearMapping: (tx, w) => mappings.clearMapping(tx, w, 'tenant-1'),
  excludeMapping: (tx, w) => mappings.excludeMapping(tx, w, 'tenant-1', 'ours'),
  saveMatches: (tx, w) => matches.saveMatches(tx, w, 'offer', new Map([['Premium', 'sku-2']])),
  removeMatch: (tx, w) => matches.removeMatch(tx, w, 'offer', 'Premium'),
  saveMemory: (tx, w) =>
    memories.saveMemory(tx, w, '101', memory({ month: '2026-10' }), { runNumber: null, at: at('09:00') }),
  forgetMemoriesSince: (tx, w, its) =>
    memories.forgetMemoriesSince(tx, w, '101', { runNumber: its.runNumber, productKeys: ['sku-1'] }),
  saveNames: (tx, w) => names.saveNames(tx, w, 'company', [], at('09:00')),
  wantChore: (tx, w) => chores.wantChore(tx, w, 'names', { at: at('09:00') }),
  noteChore: (tx, w) => chores.noteChore(tx, w, 'names', { at: at('09:05'), wanted: null, problem: 'x' }),
  raiseAlarm: (tx, w) =>
    alarms.raiseAlarm(tx, w, {
      key: 'another',
      since: at('09:00'),
      alarm: { alarm: 'no-check', last: null },
    }),
  changeAlarm: (tx, w) => alarms.changeAlarm(tx, w, 'no-check', { alarm: 'no-check', last: 'x' }),
  endAlarm: (tx, w) => alarms.endAlarm(tx, w, 'no-check', at('09:05')),
  wantMessage: (tx, w) =>
    outbox.wantMessage(tx, w, { key: 'run/1/1', parentKey: 'run/1', about: null, at: at('09:05') }),
  hastenMessages: (tx, w) => outbox.hastenMessages(tx, w, 'run/', at('09:05')),
  claimDue: (tx, w) =>
    outboxQueue.claimDue(tx, { now: at('09:05'), leaseMs: 60_000, limit: 9, workspaceId: w }),
  keepClaim: (tx, w, its) =>
    outboxQueue.keepClaim(tx, { workspaceId: w, id: its.messageId, heldUntil: at('09:01') }, at('09:02')),
  letGo: (tx, w, its) =>
    outboxQueue.letGo(tx, { workspaceId: w, id: its.messageId, heldUntil: at('09:01') }, at('09:05')),
  releaseClaim: (tx, w) => outboxQueue.releaseClaim(tx, w, 'held', at('09:05')),
  markPosting: (tx, w) => outboxQueue.markPosting(tx, w, 'run/1', 'C-billing'),
  markNotPosted: (tx, w) => outboxQueue.markNotPosted(tx, w, 'held'),
  markShown: (tx, w) =>
    outboxQueue.markShown(tx, w, {
      key: 'held',
      wanted: 1,
      channelId: 'C-billing',
      ts: '1.1',
      hash: 'h',
      at: at('09:05'),
    }),
  markFailed: (tx, w) => outboxQueue.markFailed(tx, w, { key: 'held', problem: 'x', dueAt: at('09:05') }),
  markGone: (tx, w) => outboxQueue.markGone(tx, w, 'held', at('09:05')),
  reviveDead: (tx, w) => outboxQueue.reviveDead(tx, w, at('09:05')),
  savePlan: (tx, w, its) =>
    plans.savePlan(tx, w, {
      runNumber: its.runNumber,
      position: 2,
      subject: '101',
      month: null,
      plan: plan(),
      madeAt: at('09:00'),
      expiresAt: at('10:00'),
    }),
  decidePlan: (tx, w, its) =>
    plans.decidePlan(tx, w, {
      planId: its.planId,
      checksum: plan().checksum,
      state: 'approved',
      by: 'U-anna',
      reason: null,
      at: at('09:30'),
    }),
  movePlan: (tx, w, its) => plans.movePlan(tx, w, its.planId, ['proposed'], 'applying'),
  expirePlans: (tx, w) => plans.expirePlans(tx, w, at('23:00')),
  replacePlans: (tx, w, its) =>
    plans.replacePlans(tx, w, { subject: '101', runNumber: its.runNumber + 9, at: at('09:00') }),
  saveRun: (tx, w, its) => runs.saveRun(tx, w, newRun({ retryOf: its.runNumber })),
  moveRun: (tx, w, its) => runs.moveRun(tx, w, its.runNumber, ['requested'], 'planning'),
  saveReport: (tx, w, its) => runs.saveReport(tx, w, its.runNumber, { written: 1 }),
  finishRun: (tx, w, its) =>
    runs.finishRun(tx, w, its.runNumber, { state: 'done', result: 'Failure', clean: false, at: at('09:00') }),
  acknowledgeRun: (tx, w, its) =>
    runMarks.acknowledgeRun(tx, w, its.runNumber, { by: 'U-anna', at: at('09:00') }),
  claimNextRun: (tx, w) => runQueue.claimNextRun(tx, w, { at: at('09:00') }),
  noteProgress: (tx, w, its) => runQueue.noteProgress(tx, w, its.runNumber),
  saveSettings: (tx, w) => settings.saveSettings(tx, w, 'csp', { azure: false }),
  raiseEpoch: (tx, w) => workspaces.raiseEpoch(tx, w),
};
