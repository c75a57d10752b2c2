import {
  type ChainBreak,
  type ChainEntry,
  type ChainHead,
  ChainWalk,
  findBreaks,
  type Link,
  linkOf,
} from '../../plan/evidence/chain.ts';
import { findAuditHead, listAuditChain } from '../../store/audit-chain.ts';
import { type Database, inSnapshot } from '../../store/database.ts';

const TOGETHER = 2_000;

export type ChainVerdict = { head: ChainHead; breaks: ChainBreak[] };

/** Whether a workspace's audit is as it was written. Memory does not grow with it as long as it is. */
export function verifyChain(db: Database, workspaceId: string): Promise<ChainVerdict> {
  return inSnapshot(db, async tx => {
    const head = (await findAuditHead(tx, workspaceId)) ?? null;
    const walk = new ChainWalk(workspaceId);
    for await (const entry of entriesOf(tx, workspaceId)) walk.add(entry);
    const told = head ?? { entries: 0, hash: '' };
    if (walk.isIntact(head)) return { head: told, breaks: [] };
    const links: Link[] = [];
    for await (const entry of entriesOf(tx, workspaceId)) links.push(linkOf(workspaceId, entry));
    return { head: told, breaks: findBreaks(workspaceId, links, head) };
  });
}

async function* entriesOf(db: Database, workspaceId: string): AsyncGenerator<ChainEntry> {
  // What somebody put in may have any number.
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const entries = await listAuditChain(db, workspaceId, { after, limit: TOGETHER });
    yield* entries;
    const last = entries.at(-1);
    if (!last) return;
    after = last.id;
  }
}
