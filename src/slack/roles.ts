/** Who somebody is here: asked of Slack, and of the list of people that an admin named. */
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { listPeople } from '../store/people.ts';
import { ROLES, type Role } from './visit.ts';

/** Messages outlive roles, so a role is asked for again at every click; Slack's part of it is remembered this long. */
const REMEMBERED_MS = 60_000;

const Member = z.object({
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_admin: z.boolean().optional(),
  is_owner: z.boolean().optional(),
  is_primary_owner: z.boolean().optional(),
  is_restricted: z.boolean().optional(),
  is_ultra_restricted: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  tz: z.string().optional(),
});

export type Known = {
  /** Guests, bots, strangers and who left may nothing at all, not even `help`. */
  belongs: boolean;
  /** One of Slack's own admins or owners. */
  slackAdmin: boolean;
  timeZone: string;
};

export class Roles {
  readonly #clock: Clock;
  readonly #members = new Map<string, { until: number; known: Promise<Known> }>();
  readonly #groups = new Map<string, { until: number; users: Promise<ReadonlySet<string>> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The role of a member of the workspace: the highest that they or one of their user groups were named for. While no
   * admin was named, Slack's admins and owners are admins; its owners stay so, lest nobody can name anybody.
   * @throws UserError `who-unknown` when Slack does not say
   */
  async roleOf(
    { db, client, workspaceId }: { db: Database; client: WebClient; workspaceId: string },
    userId: string,
  ): Promise<{ belongs: boolean; role: Role | null; timeZone: string }> {
    const [{ belongs, slackAdmin, timeZone }, people] = await Promise.all([
      this.#memberOf(client, workspaceId, userId),
      listPeople(db, workspaceId),
    ]);
    if (!belongs) return { belongs, role: null, timeZone };
    const mine: Role[] = [];
    for (const named of people) {
      const isMe =
        named.kind === 'user' ? named.id === userId : await this.#isIn(client, workspaceId, named.id, userId);
      if (isMe) mine.push(named.role);
    }
    if (slackAdmin && !people.some(one => one.role === 'admin')) mine.push('admin');
    const role = ROLES.findLast(one => mine.includes(one)) ?? null;
    return { belongs, role, timeZone };
  }

  /** Slack told that somebody changed. */
  forget(workspaceId: string): void {
    for (const kept of [this.#members, this.#groups])
      for (const key of kept.keys()) if (key.startsWith(`${workspaceId}/`)) kept.delete(key);
  }

  #memberOf(client: WebClient, workspaceId: string, userId: string): Promise<Known> {
    return this.#kept(this.#members, `${workspaceId}/${userId}`, 'known', () =>
      askMember(client, workspaceId, userId),
    );
  }

  async #isIn(client: WebClient, workspaceId: string, groupId: string, userId: string): Promise<boolean> {
    const users = await this.#kept(this.#groups, `${workspaceId}/${groupId}`, 'users', () =>
      askGroup(client, groupId),
    );
    return users.has(userId);
  }

  #kept<Name extends string, Value>(
    kept: Map<string, { until: number } & Record<Name, Promise<Value>>>,
    key: string,
    name: Name,
    ask: () => Promise<Value>,
  ): Promise<Value> {
    const now = this.#clock.now().getTime();
    const there = kept.get(key);
    if (there && there.until > now) return there[name];
    const asked = ask();
    const entry = { until: now + REMEMBERED_MS, [name]: asked } as { until: number } & Record<
      Name,
      Promise<Value>
    >;
    kept.set(key, entry);
    asked.catch(() => kept.delete(key));
    return asked;
  }
}

async function askMember(client: WebClient, workspaceId: string, userId: string): Promise<Known> {
  try {
    const { user } = await client.users.info({ user: userId });
    const member = Member.parse(user);
    const home = workspaceId.startsWith('T')
      ? member.team_id === undefined || member.team_id === workspaceId
      : true;
    const refused = [
      member.deleted,
      member.is_bot,
      member.is_restricted,
      member.is_ultra_restricted,
      member.is_stranger,
    ];
    return {
      belongs: home && !refused.includes(true),
      slackAdmin: [member.is_admin, member.is_owner, member.is_primary_owner].includes(true),
      timeZone: member.tz ?? 'UTC',
    };
  } catch (error) {
    throw new UserError('Slack could not say who you are, so nothing was done.', {
      code: 'who-unknown',
      remedy: 'Try again in a moment.',
      cause: error,
    });
  }
}

/** A group that is gone, or that the app may not read, has nobody in it. */
async function askGroup(client: WebClient, groupId: string): Promise<ReadonlySet<string>> {
  try {
    const { users } = await client.usergroups.users.list({ usergroup: groupId });
    return new Set(users ?? []);
  } catch (error) {
    const word = (error as { data?: { error?: string } }).data?.error;
    if (word === 'no_such_subteam' || word === 'missing_scope' || word === 'subteam_not_found')
      return new Set();
    throw new UserError('Slack could not say which user groups you are in, so nothing was done.', {
      code: 'who-unknown',
      remedy: 'Try again in a moment.',
      cause: error,
    });
  }
}
