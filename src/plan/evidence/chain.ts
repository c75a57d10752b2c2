/**
 * The audit as a chain: each entry holds the hash of the one before it in its workspace, and its own over that and its
 * content, so that nothing in between can be changed, taken out, put in or moved without being named. The head says how
 * many entries there are and what the newest one's hash is: it misses those cut off at the end.
 */
import { createHash } from 'node:crypto';

export type ChainEntry = {
  /** Its number in its workspace, counted from 1. */
  id: number;
  previous: string;
  hash: string;
  /** What happened, as the database writes it: instant, actor, action, subject, detail. */
  content: readonly string[];
};

export type ChainHead = { entries: number; hash: string };

/** What is wrong with one entry. */
export type ChainBreak = {
  id: number;
  what: 'changed' | 'replaced' | 'removed' | 'inserted' | 'moved' | 'head-missing' | 'miscounted';
  says: string;
};

const DOMAIN = 'prism-bot audit 1';

/** Over the parts, each led by its length in bytes: no two lists of parts run into the same text. */
function link(parts: readonly string[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
  return digest.digest('hex');
}

/** What the first entry of a workspace holds in the place of a hash before it. */
export const genesisOf = (workspaceId: string): string => link([DOMAIN, workspaceId]);

export const hashOfEntry = (
  workspaceId: string,
  { previous, content }: Pick<ChainEntry, 'previous' | 'content'>,
): string => link([DOMAIN, workspaceId, previous, ...content]);

/** Follows a chain entry by entry, in the order of their numbers, and remembers nothing but the last one. */
export class ChainWalk {
  readonly #workspaceId: string;
  #last: ChainHead;
  #intact = true;

  constructor(workspaceId: string) {
    this.#workspaceId = workspaceId;
    this.#last = { entries: 0, hash: genesisOf(workspaceId) };
  }

  add(entry: ChainEntry): void {
    const { id, previous, hash } = entry;
    const follows = id === this.#last.entries + 1 && previous === this.#last.hash;
    if (!follows || hashOfEntry(this.#workspaceId, entry) !== hash) this.#intact = false;
    this.#last = { entries: id, hash };
  }

  /** @param head null: there is none, which fits a workspace without entries */
  isIntact(head: ChainHead | null): boolean {
    const { entries, hash } = head ?? { entries: 0, hash: genesisOf(this.#workspaceId) };
    return this.#intact && entries === this.#last.entries && hash === this.#last.hash;
  }
}

/** An entry without its content, and whether its hash is that of its content. */
export type Link = Pick<ChainEntry, 'id' | 'previous' | 'hash'> & { sound: boolean };

export const linkOf = (workspaceId: string, entry: ChainEntry): Link => ({
  id: entry.id,
  previous: entry.previous,
  hash: entry.hash,
  sound: hashOfEntry(workspaceId, entry) === entry.hash,
});

/** What is wrong with a chain that is not intact, entry by entry. @param links in the order of their numbers */
export function findBreaks(
  workspaceId: string,
  links: readonly Link[],
  head: ChainHead | null,
): ChainBreak[] {
  const start = { id: 0, hash: genesisOf(workspaceId) };
  const byHash = new Map([start, ...links].map(one => [one.hash, one]));
  const followed = new Set([...links.map(({ previous }) => previous), head?.hash]);
  const breaks: ChainBreak[] = links.filter(({ sound }) => !sound).map(({ id }) => broken.changed(id));
  // Numbers begin at 1.
  breaks.push(...links.filter(({ id }) => id < 1).map(({ id }) => broken.inserted(id)));
  // The head stands behind the last entry as if it were one.
  const end = head === null ? [] : [{ id: head.entries + 1, previous: head.hash, hash: '', sound: true }];
  let last = start;
  for (const next of [...links.filter(({ id }) => id > 0), ...end]) {
    const before = byHash.get(next.previous);
    const gap = next.id - last.id - 1;
    if (next.previous === last.hash && gap < 0) breaks.push(broken.miscounted(next.id - 1, links.length));
    else if (gap > 0 && (next.previous === last.hash || before === undefined))
      breaks.push(broken.removed(last.id + 1, next.id - 1));
    else if (before === undefined && next.sound) breaks.push(broken.replaced(Math.max(last.id, 1)));
    else if (before !== undefined && next.previous !== last.hash)
      breaks.push(followed.has(last.hash) ? broken.moved(next.id, before.id) : broken.inserted(last.id));
    last = next;
  }
  if (head === null) breaks.push(broken.headMissing(links.length));
  return breaks;
}

const broken = {
  changed: (id: number): ChainBreak => ({
    id,
    what: 'changed',
    says: `entry ${id} was changed: what it says does not fit its hash`,
  }),
  replaced: (id: number): ChainBreak => ({
    id,
    what: 'replaced',
    says: `entry ${id} was replaced: what follows it was written after another one`,
  }),
  removed: (from: number, to: number): ChainBreak => ({
    id: from,
    what: 'removed',
    says: from === to ? `entry ${from} was removed` : `entries ${from} to ${to} were removed`,
  }),
  inserted: (id: number): ChainBreak => ({
    id,
    what: 'inserted',
    says: `entry ${id} was put in: nothing was written after it`,
  }),
  moved: (id: number, after: number): ChainBreak => ({
    id,
    what: 'moved',
    says: `entry ${id} was moved: it was written after entry ${after}`,
  }),
  headMissing: (id: number): ChainBreak => ({
    id,
    what: 'head-missing',
    says: `the head is missing: whether entries followed number ${id} cannot be told`,
  }),
  miscounted: (entries: number, found: number): ChainBreak => ({
    id: entries,
    what: 'miscounted',
    says: `the head counts ${entries} entries, and there are ${found}`,
  }),
};
