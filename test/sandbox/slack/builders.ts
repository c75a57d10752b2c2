/** Rows of the book with everything filled in that a test does not care about. */
import type { Clock } from '../../../src/clock.ts';
import type { Book, Channel, Installation, Member } from './book.ts';
import { newId, newToken } from './ids.ts';

export const newBook = (clock: Clock): Book => ({
  clock,
  teams: new Map(),
  members: new Map(),
  channels: new Map(),
  groups: new Map(),
  messages: [],
  files: new Map(),
  views: new Map(),
  homes: new Map(),
  triggers: new Map(),
  responseUrls: new Map(),
  installations: new Map(),
  calls: [],
});

export type TeamGiven = { id?: string; name?: string; enterpriseId?: string | null };

export function addTeam(book: Book, { id = newId('T'), name = 'Acme MSP', enterpriseId = null }: TeamGiven) {
  const team = { id, name, enterpriseId };
  book.teams.set(id, team);
  return team;
}

export function addMember(book: Book, given: Partial<Member> & { teamId: string }): Member {
  const { id = newId('U'), name = `member-${id.toLowerCase()}` } = given;
  const member: Member = {
    id,
    name,
    realName: name,
    timeZone: 'Europe/Berlin',
    isAdmin: false,
    isOwner: false,
    isPrimaryOwner: false,
    isRestricted: false,
    isUltraRestricted: false,
    isBot: false,
    isStranger: false,
    deleted: false,
    ...given,
  };
  book.members.set(id, member);
  return member;
}

export type ChannelGiven = Partial<Omit<Channel, 'members'>> & {
  teamId: string;
  /** User ids; the bot is a member only if it is named. */
  members?: Iterable<string>;
};

export function addChannel(book: Book, { members = [], ...given }: ChannelGiven): Channel {
  const kind = given.kind ?? 'public';
  const id = given.id ?? newId(kind === 'direct' ? 'D' : 'C');
  const name = kind === 'direct' ? '' : `channel-${id.toLowerCase()}`;
  const channel: Channel = { name, archived: false, ...given, kind, id, members: new Set(members) };
  book.channels.set(id, channel);
  return channel;
}

export type GroupGiven = {
  id?: string;
  teamId: string;
  handle: string;
  members?: Iterable<string>;
  disabled?: boolean;
};

export function addGroup(
  book: Book,
  { id = newId('S'), members = [], disabled = false, ...given }: GroupGiven,
) {
  const group = { id, disabled, ...given, members: new Set(members) };
  book.groups.set(id, group);
  return group;
}

/**
 * The app is added to a team, or with `orgWide` to every team of the team's organisation, and has a bot user there.
 * Installed again, it keeps the bot user.
 */
export function install(
  book: Book,
  teamId: string,
  scopes: readonly string[],
  { orgWide = false, lifeSeconds = null }: { orgWide?: boolean; lifeSeconds?: number | null } = {},
): Installation {
  const enterpriseId = book.teams.get(teamId)?.enterpriseId ?? null;
  if (orgWide && enterpriseId === null) throw new Error(`${teamId} belongs to no organisation`);
  const before = [...book.installations.values()].filter(
    one => one.teamId === teamId && (one.enterpriseId !== null) === orgWide,
  );
  const bot =
    before.map(one => book.members.get(one.botUserId)).find(member => member !== undefined) ??
    addMember(book, { teamId, name: 'prism', realName: 'PRISM Bot', isBot: true });
  // Tokens from before an uninstall stay dead.
  if (bot.deleted) for (const one of before) one.revoked = true;
  bot.deleted = false;
  return keep(book, {
    ...newTokens(book, lifeSeconds),
    teamId,
    enterpriseId: orgWide ? enterpriseId : null,
    botUserId: bot.id,
    botId: before[0]?.botId ?? newId('B'),
    scopes: [...scopes],
    revoked: false,
  });
}

/** Token rotation: a fresh pair for the same bot. The old token works until it expires, the refresh token never again. */
export function rotate(book: Book, old: Installation, lifeSeconds: number): Installation {
  old.refreshToken = null;
  return keep(book, { ...old, ...newTokens(book, lifeSeconds) });
}

function keep(book: Book, installation: Installation): Installation {
  book.installations.set(installation.token, installation);
  return installation;
}

const newTokens = (book: Book, lifeSeconds: number | null) =>
  lifeSeconds === null
    ? { token: newToken('xoxb'), expiresAt: null, refreshToken: null }
    : {
        token: newToken('xoxe.xoxb'),
        expiresAt: book.clock.now().getTime() + lifeSeconds * 1000,
        refreshToken: newToken('xoxe'),
      };
