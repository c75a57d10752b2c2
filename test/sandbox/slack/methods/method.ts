import type { Channel, Installation } from '../book.ts';
import { checkView, VIEW_BYTES, viewBytes } from '../gate/check.ts';
import type { Args } from '../wire/args.ts';
import { Refusal } from '../wire/refusal.ts';
import type { World } from '../wire/world.ts';

export type Json = Record<string, unknown>;

/** Calls in a minute: 1, 20, 50, 100. */
export type Tier = 1 | 2 | 3 | 4;

/** What a method of the bot is called with. */
export type Asked = { args: Args; bot: Installation; world: World };

export type Method = {
  tier: Tier;
  /** Which token it takes; `none` needs no token at all. */
  token: 'bot' | 'app' | 'none';
  /** Scopes that a bot token must have, all of them. What depends on the arguments is asked for by `run`. */
  scopes?: readonly string[];
  /** The answer without `ok`. @throws Refusal with Slack's error word */
  run(asked: Asked): Json | Promise<Json>;
};

export function needScope({ scopes }: Installation, needed: string): void {
  if (!scopes.includes(needed)) {
    throw new Refusal('missing_scope', { needed, provided: scopes.join(',') });
  }
}

/** Whether the token works in this team: its own, or each of its organisation for an org-wide install. */
export function serves({ book }: World, { teamId, enterpriseId }: Installation, team: string): boolean {
  if (enterpriseId === null) return team === teamId;
  return book.teams.get(team)?.enterpriseId === enterpriseId;
}

/**
 * The team a list is asked for. An org-wide token must say which.
 * @throws Refusal for a team that is not the token's
 */
export function teamOf({ args, bot, world }: Asked): string {
  const given = args.text('team_id');
  if (given !== undefined && !serves(world, bot, given)) throw new Refusal('team_access_not_granted');
  if (given === undefined && bot.enterpriseId !== null) throw Refusal.missing('team_id');
  return given ?? bot.teamId;
}

/** A channel that the bot can see: its teams' public ones, and others only where it is a member. */
export function seenChannel({ bot, world }: Asked, id: string): Channel {
  const channel = world.book.channels.get(id);
  const isVisible =
    channel &&
    serves(world, bot, channel.teamId) &&
    (channel.kind === 'public' || channel.members.has(bot.botUserId));
  if (!isVisible) throw new Refusal('channel_not_found');
  return channel;
}

/** A view that passed the gate. @throws Refusal, with the finding kept */
export function passedView<T extends 'modal' | 'home'>({ args, world }: Asked, from: string, type: T) {
  const view = args.json('view');
  if (view === undefined) throw Refusal.missing('view');
  const problems = checkView(view);
  const wrongType = (view as { type?: unknown } | null)?.type !== type;
  if (wrongType) problems.unshift(`[ERROR] must be a view of type ${type} [json-pointer:/view/type]`);
  if (problems.length > 0) {
    world.findings.push({ from, problems, payload: view });
    throw new Refusal(viewBytes(view) > VIEW_BYTES ? 'view_too_large' : 'invalid_arguments', {
      messages: problems,
    });
  }
  return view as object;
}

/** One page of a list, by `limit` and `cursor`. */
export function paged<T>(
  { args }: Asked,
  all: readonly T[],
  standard: number,
  most: number,
): { page: T[]; next: string } {
  const limit = args.integer('limit') ?? standard;
  if (limit < 1 || limit > most) throw new Refusal('invalid_limit');
  const cursor = args.text('cursor') ?? '';
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw new Refusal('invalid_cursor');
  const end = start + limit;
  return {
    page: all.slice(start, end),
    next: end < all.length ? Buffer.from(String(end)).toString('base64url') : '',
  };
}
