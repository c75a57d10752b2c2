/** What the Slack test server knows: one workspace (or several of one organisation), its people, channels, messages and views. */
import type { KnownBlock, View } from '@slack/types';
import type { Clock } from '../../../src/clock.ts';

export type Member = {
  id: string;
  teamId: string;
  name: string;
  realName: string;
  timeZone: string;
  isAdmin: boolean;
  isOwner: boolean;
  isPrimaryOwner: boolean;
  /** Guests: of several channels, of one channel. */
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isBot: boolean;
  /** From another organisation, met in a Slack Connect channel. */
  isStranger: boolean;
  deleted: boolean;
};

export type Channel = {
  id: string;
  teamId: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  members: Set<string>;
  archived: boolean;
};

export type Message = {
  channelId: string;
  /** `seconds.micros`, unique within the channel. */
  ts: string;
  threadTs: string | null;
  /** Of the bot or a member. */
  userId: string;
  text: string;
  blocks: KnownBlock[];
  metadata: unknown;
  clientMsgId: string | null;
  /** Shown to this member only, and gone when the client reloads. */
  ephemeralTo: string | null;
  edits: number;
  deleted: boolean;
  files?: { id: string; name: string; title: string }[];
};

/** Announced, then uploaded, then complete; without a channel only the bot has it. */
export type UploadedFile = {
  id: string;
  name: string;
  title: string;
  length: number;
  /** What its upload address ends in. */
  path: string;
  botUserId: string;
  bytes: Buffer | null;
  channelId: string | null;
  isComplete: boolean;
};

/** A modal that a member has open; the last of its stack is on top. */
export type OpenView = {
  id: string;
  /** Changes with each update. */
  hash: string;
  rootId: string;
  previousId: string | null;
  userId: string;
  teamId: string;
  view: View;
  /** What the member typed and chose, by block id and action id, as Slack sends it in `view.state.values`. */
  state: Record<string, Record<string, unknown>>;
};

export type Trigger = { id: string; userId: string; teamId: string; madeAt: number; used: boolean };

/** A response_url: five uses in thirty minutes. */
export type ResponseUrl = {
  path: string;
  channelId: string;
  userId: string;
  /** The ephemeral or channel message it was given with, which it may replace or delete. */
  messageTs: string | null;
  madeAt: number;
  uses: number;
};

export type Installation = {
  token: string;
  teamId: string;
  /** Set for an org-wide install. */
  enterpriseId: string | null;
  botUserId: string;
  botId: string;
  scopes: string[];
  revoked: boolean;
  /** Token rotation. */
  expiresAt: number | null;
  refreshToken: string | null;
};

export type Call = {
  method: string;
  token: string | null;
  args: Record<string, unknown>;
  at: number;
  /** `ok`, Slack's error word, or the HTTP status that a fault made of it. */
  answer: string;
};

export type Book = {
  clock: Clock;
  teams: Map<string, { id: string; name: string; enterpriseId: string | null }>;
  members: Map<string, Member>;
  channels: Map<string, Channel>;
  groups: Map<
    string,
    { id: string; teamId: string; handle: string; members: Set<string>; disabled: boolean }
  >;
  messages: Message[];
  files: Map<string, UploadedFile>;
  /** By member, the views they have open, bottom first. */
  views: Map<string, OpenView[]>;
  /** By member, what the app published to their Home tab. */
  homes: Map<string, { view: View; hash: string }>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  installations: Map<string, Installation>;
  calls: Call[];
};
