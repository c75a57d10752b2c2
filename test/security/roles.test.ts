/** Everything that Slack can send is refused to whoever lacks the role, with a word, and does nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Who } from '../../src/slack/visit.ts';
import { controlOf, ENTRIES, whoMay } from './entries.ts';
import { type Mailroom, openMailroom } from './mailroom.ts';
import type { Role } from './sides.ts';
import { contentOf } from './two-workspaces.ts';

let room: Mailroom;
beforeAll(async () => {
  room = await openMailroom();
});
afterAll(() => room[Symbol.asyncDispose]());

const LESS: Record<Who, Role[]> = {
  admin: ['clerk', 'viewer', 'nobody'],
  operator: ['viewer', 'nobody'],
  viewer: ['nobody'],
  anyone: [],
};
const OUTSIDE: Role[] = ['guest', 'gone', 'stranger', 'bot'];

const REFUSED = /Only (admins|operators and admins|viewers, operators and admins) may do that here/;
const NO_ROLE = /no role here/;
const NOT_OURS = /only members of its own workspace/;

test.each(ENTRIES)('%s %s', async (kind, id) => {
  const { their: side, theirs } = room.two;
  const { app, their } = await room.asItWas();
  const { letter } = controlOf(kind, id, theirs);
  for (const role of [...LESS[whoMay(kind, id)], ...OUTSIDE]) {
    const { status, said } = await room.deliver(app, side, letter, role);
    expect(status, role).toBe(200);
    const word = OUTSIDE.includes(role) ? NOT_OURS : kind === 'home' ? NO_ROLE : REFUSED;
    expect(said, role).toMatch(kind === 'options' ? /^\{"options":\[\]\}$/ : word);
    const own = [side.channel.id, side.members[role].id];
    const shown = room.shown(said, letter).filter(one => !own.includes(one));
    expect(shown, role).toEqual([]);
  }
  expect(await contentOf(app.context.db, side.id)).toBe(their);
  expect(app.log.filter(line => line.includes('"level":"error"'))).toEqual([]);
});
