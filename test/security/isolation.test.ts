/**
 * Whatever Slack can send reaches one workspace alone. Each entry of the product’s own tables is tried with everything
 * that another workspace has; that its letter does something there is proved first, so that a new entry without a
 * control fails here.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drain } from '../../src/sync/drain.ts';
import { controls } from './controls.ts';
import { controlOf, ENTRIES } from './entries.ts';
import { lettersTo } from './letters.ts';
import { answersIn, type Mailroom, openMailroom } from './mailroom.ts';
import { contentOf } from './two-workspaces.ts';

let room: Mailroom;
beforeAll(async () => {
  room = await openMailroom();
});
afterAll(() => room[Symbol.asyncDispose]());

/** Fields of a modal: at a message there is nothing that they could change. */
const IN_MODALS = new Set(['filter-page', 'choose-credentials']);
/** Keeps the id of an agreement whatever it is: with the workspace’s own login PRISM shows only its own. */
const CLOSES = new Set(['choose-agreement']);

test('every entry has a control, and every control an entry', () => {
  const known = Object.entries(controls).flatMap(([kind, table]) =>
    Object.keys(table).map(id => `${kind} ${id}`),
  );
  expect(known.sort()).toEqual(ENTRIES.map(([kind, id]) => `${kind} ${id}`).sort());
});

describe('in its own workspace, so that it is known to do something', () => {
  test.each(ENTRIES)('%s %s', async (kind, id) => {
    const { app, their } = await room.asItWas();
    const { letter, says } = controlOf(kind, id, room.two.theirs);
    const { status, said } = await room.deliver(app, room.two.their, letter, 'boss');
    expect(status).toBe(200);
    expect(said).not.toContain('unexpected error');
    if (says) return expect(said).toMatch(says);
    const isChanged = (await contentOf(app.context.db, room.two.their.id)) !== their;
    expect(isChanged || room.shown(said, letter).length > 0, said).toBe(true);
  });
});

describe('with another workspace’s ids', () => {
  test.each(ENTRIES)('%s %s shows nothing and changes nothing of it, and says so', async (kind, id) => {
    const { mine, their: theirSide, theirs, slack, canaries } = room.two;
    const { app, their } = await room.asItWas();
    const letters = lettersTo(kind, id, theirs);
    expect(letters).not.toEqual([]);
    for (const letter of letters) {
      const { status, said } = await room.deliver(app, mine, letter, 'boss');
      expect(status, letter.label).toBe(200);
      expect(room.shown(said, letter), letter.label).toEqual([]);
      expect(said, letter.label).not.toContain('unexpected error');
      const isIdle = IN_MODALS.has(id) && !letter.label.startsWith('in a modal');
      if (!isIdle && !CLOSES.has(id)) expect(said, letter.label).not.toBe('');
    }
    // What was asked for is worked on and told; ids that were sent may stand in it.
    const { context, log } = app;
    slack.book.calls.length = 0;
    await drain(context, mine.id);
    while ((await context.deliver()) > 0);
    const told = answersIn(slack.book.calls).join('\n');
    const sent = JSON.stringify(theirs);
    expect(canaries.filter(canary => told.includes(canary) && !sent.includes(canary))).toEqual([]);
    expect(await contentOf(context.db, theirSide.id)).toBe(their);
    expect(log.filter(line => line.includes('"level":"error"'))).toEqual([]);
    log.length = 0;
  });
});
