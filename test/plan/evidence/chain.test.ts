/** A chain of entries, whole or tampered with, without a database: `test/store/audit-chain.test.ts` has one. */
import { describe, expect, test } from 'vitest';
import {
  type ChainEntry,
  type ChainHead,
  ChainWalk,
  findBreaks,
  genesisOf,
  hashOfEntry,
  linkOf,
} from '../../../src/plan/evidence/chain.ts';

const T = 'T-here';

/** Entries that say `a`, `b` and so on. */
function chain(words: string, workspaceId = T): ChainEntry[] {
  let previous = genesisOf(workspaceId);
  return [...words].map((word, at) => {
    const entry = { id: at + 1, previous, content: [word] };
    const hash = hashOfEntry(workspaceId, entry);
    previous = hash;
    return { ...entry, hash };
  });
}

const headOf = (entries: readonly ChainEntry[]): ChainHead => ({
  entries: entries.length,
  hash: entries.at(-1)?.hash ?? genesisOf(T),
});

function judge(entries: readonly ChainEntry[], head: ChainHead | null): { intact: boolean; says: string[] } {
  const walk = new ChainWalk(T);
  for (const entry of entries) walk.add(entry);
  const breaks = findBreaks(
    T,
    entries.map(entry => linkOf(T, entry)),
    head,
  );
  return { intact: walk.isIntact(head), says: breaks.map(({ id, what }) => `${what} ${id}`) };
}

/** The entry as it would be had it been written in another place, or with other words. */
const rewritten = (entry: ChainEntry, changed: Partial<ChainEntry>): ChainEntry => {
  const now = { ...entry, ...changed };
  return { ...now, hash: hashOfEntry(T, now) };
};

const five = chain('abcde');
const [a, b, c, d, e] = five as [ChainEntry, ChainEntry, ChainEntry, ChainEntry, ChainEntry];

test('a whole chain is intact, and so is none at all', () => {
  expect(judge(five, headOf(five))).toEqual({ intact: true, says: [] });
  expect(judge([], headOf([]))).toEqual({ intact: true, says: [] });
  expect(new ChainWalk(T).isIntact(null)).toBe(true);
});

test('a chain is of one workspace: the same entries begin another elsewhere, and parts do not run together', () => {
  const elsewhere = chain('abcde', 'T-there');
  expect(judge(elsewhere, headOf(elsewhere)).intact).toBe(false);
  const parts = (...content: string[]) => hashOfEntry(T, { previous: 'x', content });
  const hashes = [parts('ab', 'c'), parts('a', 'bc'), parts('abc'), parts('', 'abc'), parts('1:a', 'bc')];
  expect(new Set(hashes).size).toBe(hashes.length);
});

describe('what was done to it is named:', () => {
  test.each<[string, ChainEntry[], ChainHead | null, string[]]>([
    ['changed', [a, { ...b, content: ['x'] }, c, d, e], headOf(five), ['changed 2']],
    ['another hash', [a, b, { ...c, hash: 'x' }, d, e], headOf(five), ['changed 3', 'replaced 3']],
    ['its place rubbed out', [a, b, { ...c, previous: 'x' }, d, e], headOf(five), ['changed 3']],
    ['replaced', [a, rewritten(b, { content: ['x'] }), c, d, e], headOf(five), ['replaced 2']],
    [
      'the first replaced',
      [rewritten(a, { previous: 'x' }), b, c, d, e],
      headOf(five),
      ['replaced 1', 'replaced 1'],
    ],
    ['removed', [a, c, d, e], headOf(five), ['removed 2']],
    ['removed with its follower', [a, d, e], headOf(five), ['removed 2']],
    [
      'removed, what follows rewritten',
      [a, rewritten(c, { previous: a.hash })],
      headOf(five),
      ['removed 2', 'removed 4'],
    ],
    ['removed at the end', [a, b, c], headOf(five), ['removed 4']],
    ['all removed', [], headOf(five), ['removed 1']],
    ['put in at the end', [...five, rewritten(e, { id: 6, previous: e.hash })], headOf(five), ['inserted 6']],
    [
      'put in with number 0',
      [rewritten(a, { id: 0, content: ['x'] }), ...five],
      headOf(five),
      ['inserted 0'],
    ],
    [
      'put in between',
      [a, rewritten(b, { previous: a.hash, content: ['x'] }), { ...b, id: 3 }, { ...c, id: 4 }],
      { entries: 4, hash: c.hash },
      ['inserted 2'],
    ],
    ['moved', [a, { ...c, id: 2 }, { ...b, id: 3 }, d, e], headOf(five), ['moved 2', 'moved 3', 'moved 4']],
    ['head counted down', five, { entries: 4, hash: e.hash }, ['miscounted 4']],
    ['head gone', five, null, ['head-missing 5']],
  ])('%s', (_, entries, head, says) => {
    expect(judge(entries, head)).toEqual({ intact: false, says });
  });

  test('in words', () => {
    const says = (entries: ChainEntry[], head: ChainHead | null) =>
      findBreaks(
        T,
        entries.map(entry => linkOf(T, entry)),
        head,
      ).map(one => one.says);
    expect(says([a, c, d, e], headOf(five))).toEqual(['entry 2 was removed']);
    expect(says([a], headOf(five))).toEqual(['entries 2 to 5 were removed']);
    expect(says(five, null)).toEqual([
      'the head is missing: whether entries followed number 5 cannot be told',
    ]);
  });
});
