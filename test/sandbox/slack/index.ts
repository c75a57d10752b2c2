/**
 * A Slack on loopback, as strict as the public record lets it be (Slack reference): the Web API, the authorize page and
 * response URLs over one book. What people do in it is driven by `person/`.
 */
import { type Clock, systemClock } from '../../../src/clock.ts';
import type { Book, Channel, Installation, Member } from './book.ts';
import {
  addChannel,
  addGroup,
  addMember,
  addTeam,
  type ChannelGiven,
  type GroupGiven,
  install,
  newBook,
  type TeamGiven,
} from './builders.ts';
import { Faults } from './faults.ts';
import type { Finding } from './gate/finding.ts';
import { defaultSwitches, type SlackSwitches } from './switches.ts';
import { type App, type Consent, newApp } from './wire/app.ts';
import { serve } from './wire/serve.ts';
import { SocketMode } from './wire/socket-mode.ts';

/** The scopes of the installation that is there from the start. */
export const DEFAULT_SCOPES: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'channels:read',
  'groups:read',
  'files:write',
  'im:write',
  'users:read',
  'usergroups:read',
];

type InFirstTeam<T extends { teamId: string }> = Omit<T, 'teamId'> & { teamId?: string };

export type SlackSandbox = App & {
  /** What `SLACK_API_URL` is set to; ends in `/api/`. */
  apiUrl: string;
  /** The authorize page, `/oauth/v2/authorize`. */
  oauthUrl: string;
  /** What response URLs begin with; `giveResponseUrl` makes one. */
  responsesUrl: string;
  book: Book;
  faults: Faults;
  switches: SlackSwitches;
  /** What the gate found in payloads of the app. Tests end with `expect(slack.findings).toEqual([])`. */
  findings: Finding[];
  /** What the person on the authorize page answers. */
  consent: Consent;
  socketMode: SocketMode;
  /** The first team's installation, and its token. */
  installation: Installation;
  botToken: string;
  /** The first team's id, which `addMember`, `addChannel` and `addGroup` use unless told. */
  teamId: string;
  addTeam(given?: TeamGiven): ReturnType<typeof addTeam>;
  addMember(given?: Partial<Member>): Member;
  addChannel(given?: InFirstTeam<ChannelGiven>): Channel;
  addGroup(given: InFirstTeam<GroupGiven>): ReturnType<typeof addGroup>;
  install(
    teamId: string,
    scopes?: readonly string[],
    how?: { orgWide?: boolean; lifeSeconds?: number | null },
  ): Installation;
  close(): Promise<void>;
};

export async function startSlack({
  clock = systemClock,
  teams = [{}],
  scopes = DEFAULT_SCOPES,
  switches: given = {},
}: {
  /** Ages of triggers, response URLs and tokens go by it, and so do the `ts` of messages. */
  clock?: Clock;
  /** The first has the app installed. */
  teams?: TeamGiven[];
  scopes?: readonly string[];
  switches?: Partial<SlackSwitches>;
} = {}): Promise<SlackSandbox> {
  const book = newBook(clock);
  const [first] = teams.map(team => addTeam(book, team));
  if (!first) throw new Error('a Slack without a team');
  const teamId = first.id;
  const installation = install(book, teamId, scopes);
  const app = newApp();
  const faults = new Faults();
  const switches: SlackSwitches = { ...defaultSwitches(), ...given };
  const findings: Finding[] = [];
  const consent: Consent = { teamId, userId: null, orgWide: false, refuse: false };
  const socketMode = new SocketMode(app.appId);
  const served = await serve({
    ...{ app, book, faults, switches, findings, consent },
    codes: new Map(),
    socketMode,
    uploadsUrl: '',
  });
  return {
    ...app,
    ...served,
    book,
    faults,
    switches,
    findings,
    consent,
    socketMode,
    installation,
    botToken: installation.token,
    teamId,
    addTeam: (team = {}) => addTeam(book, team),
    addMember: (member = {}) => addMember(book, { teamId, ...member }),
    addChannel: (channel = {}) => addChannel(book, { teamId, ...channel }),
    addGroup: group => addGroup(book, { teamId, ...group }),
    install: (team, granted = scopes, how = {}) => install(book, team, granted, how),
  };
}
