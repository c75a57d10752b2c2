import { UserError } from '../errors.ts';
import type { SourceAgreement } from '../plan/invoice/line.ts';
import { recordAudit } from '../store/audit.ts';
import {
  type ConnectionKind,
  type Credentials,
  findConnection,
  listConnections,
  markConnection,
  removeConnection,
  saveConnection,
} from '../store/connections.ts';
import { inTransaction } from '../store/database.ts';
import type { TargetCheck } from '../targets/target.ts';
import { askForNames } from './chores/refresh-names.ts';
import { noteProblem } from './note-connection.ts';
import type { SyncContext } from './sync-context.ts';

export type Connecting = { workspaceId: string; credentials: Credentials; by: string };

/**
 * Proves the credentials with the source and keeps them, sealed. Refused ones are not kept.
 * @throws UserError `credentials-rejected` and others of the source's check
 */
export async function connectSource(
  context: SyncContext,
  { workspaceId, credentials, by }: Connecting,
): Promise<{ agreements: SourceAgreement[] }> {
  const source = context.makeSource(credentials);
  try {
    const found = await source.check();
    await keep(context, 'prism', { workspaceId, credentials, by }, credentials.clientId ?? '', null);
    return found;
  } finally {
    await source.close();
  }
}

/**
 * Proves login and rights with the target and keeps the credentials, sealed; a missing right is kept as what needs
 * attention. A refused login is one attempt and is not kept.
 * @throws UserError `unauthorized` and others of the target's check
 */
export async function connectTarget(
  context: SyncContext,
  { workspaceId, credentials, by }: Connecting,
): Promise<TargetCheck> {
  const target = context.makeTarget(credentials);
  try {
    const found = await target.check();
    if (!found.loggedIn) throw refusedLogin(found);
    await keep(context, 'autotask', { workspaceId, credentials, by }, credentials.userName ?? '', found.home);
    await noteTargetCheck(context, workspaceId, found);
    return found;
  } finally {
    await target.close();
  }
}

/** A login that lacks rights is kept as what needs attention. */
export async function noteTargetCheck(
  { db, clock }: SyncContext,
  workspaceId: string,
  { rights }: TargetCheck,
): Promise<void> {
  const missing = rights.filter(({ ok }) => !ok);
  const at = clock.now();
  await markConnection(
    db,
    workspaceId,
    'autotask',
    missing.length === 0
      ? { state: 'connected', problem: null, at }
      : {
          state: 'needs-attention',
          problem: `Missing: ${missing.map(({ right }) => right).join(', ')}`,
          remedy: [...new Set(missing.flatMap(({ remedy }) => remedy ?? []))].join(' ') || null,
          at,
        },
  );
}

/**
 * Proves ConnectWise credentials and keeps them, sealed. Refused ones are not kept.
 * @throws UserError of the check
 */
export async function connectConnectWise(context: SyncContext, asked: Connecting): Promise<void> {
  await context.checkConnectWise(asked.credentials);
  await keep(
    context,
    'connectwise',
    asked,
    asked.credentials.publicKey ?? '',
    asked.credentials.site ?? null,
  );
}

export type Found =
  | { kind: 'prism'; agreements: SourceAgreement[] }
  | { kind: 'autotask'; home: string; rights: TargetCheck['rights'] }
  | { kind: 'connectwise' };

/**
 * Proves again what is kept, and notes what was found. A refused login is one attempt, and is noted.
 * @throws UserError of the check
 */
export async function testConnection(
  context: SyncContext,
  { workspaceId, kind, by }: { workspaceId: string; kind: ConnectionKind; by: string },
): Promise<Found> {
  const { db, seal } = context;
  const kept = await findConnection(db, workspaceId, seal, kind);
  if (!kept) throw notConnected(TITLES[kind]);
  const asked = { workspaceId, credentials: kept.credentials, by };
  try {
    if (kind === 'prism') return { kind, ...(await connectSource(context, asked)) };
    if (kind === 'autotask') return { kind, ...(await connectTarget(context, asked)) };
    await connectConnectWise(context, asked);
    return { kind };
  } catch (error) {
    if (error instanceof UserError) await noteProblem(context, workspaceId, kind, error);
    throw error;
  }
}

const TITLES: Record<ConnectionKind, string> = {
  prism: 'PRISM',
  autotask: 'Autotask',
  connectwise: 'ConnectWise',
};

/** Forgets the credentials. @returns false when there were none */
export async function disconnect(
  { db, clock }: SyncContext,
  { workspaceId, kind, by }: { workspaceId: string; kind: ConnectionKind; by: string },
): Promise<boolean> {
  return inTransaction(db, async tx => {
    const there = (await listConnections(tx, workspaceId)).some(one => one.kind === kind);
    if (!there) return false;
    await removeConnection(tx, workspaceId, kind);
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: by,
      action: 'disconnected',
      subject: kind,
      detail: {},
    });
    return true;
  });
}

/** Names are read again with it, because pickers choose from them. */
async function keep(
  context: SyncContext,
  kind: ConnectionKind,
  { workspaceId, credentials, by }: Connecting,
  shown: string,
  home: string | null,
): Promise<void> {
  const { db, seal, clock } = context;
  const at = clock.now();
  await inTransaction(db, async tx => {
    await saveConnection(tx, workspaceId, seal, { kind, credentials, hint: shown.slice(-4), home, at });
    await recordAudit(tx, workspaceId, {
      at,
      actor: by,
      action: 'connected',
      subject: kind,
      detail: { home },
    });
    await askForNames(context, workspaceId, tx);
  });
}

export const refusedLogin = (
  { rights }: TargetCheck,
  says = 'Autotask refused the login; nothing was saved.',
): UserError =>
  new UserError(says, {
    code: 'unauthorized',
    remedy: rights[0]?.remedy ?? 'Check the user name, the secret and the tracking identifier.',
    ...(rights[0]?.words ? { words: rights[0].words } : {}),
  });

export const notConnected = (what: string): UserError =>
  new UserError(`${what} is not connected.`, {
    code: 'not-connected',
    remedy: `Connect ${what} first.`,
  });
