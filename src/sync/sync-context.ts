import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Seal } from '../seal.ts';
import type { Source } from '../sources/source.ts';
import type { Credentials } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { Target } from '../targets/target.ts';
import type { SyncEvent } from './events.ts';

/** What the verbs of a sync are given. `context.ts` builds it; adapters come as contracts, so none is named here. */
export type SyncContext = {
  db: Database;
  clock: Clock;
  log: Log;
  seal: Seal;
  /** The workspace's source, credentials opened. @throws UserError `not-connected` */
  openSource(workspaceId: string): Promise<Source>;
  /** The workspace's target, credentials opened. @throws UserError `not-connected` */
  openTarget(workspaceId: string): Promise<Target>;
  /** One with credentials that are still to be proved. */
  makeSource(credentials: Credentials): Source & Closing;
  makeTarget(credentials: Credentials): Target & Closing;
  /** Proves credentials of a target that has no adapter for syncs yet. @throws UserError `cause.field`: the field it is about */
  checkConnectWise(credentials: Credentials): Promise<void>;
  /** Tells whoever listens, in the transaction that writes the state of which it tells. */
  announce(event: SyncEvent, tx: Database): Promise<void>;
  /** Has the workspace's runs worked on as soon as `tx` is committed; `urgent`: a person waits for it. */
  wake(workspaceId: string, tx: Database, urgent: boolean): Promise<void>;
};

type Closing = { close(): Promise<void> };

/** Today's date, UTC. */
export const today = (clock: Clock): string => clock.now().toISOString().slice(0, 10);

/** The one program there is so far. */
export const PROGRAM = 'microsoft-csp';
