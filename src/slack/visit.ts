/** Somebody did something in Slack: who, where, with what right; what handlers are given. */
import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import type { SyncContext } from '../sync/sync-context.ts';

export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a role has to be at least; `anyone` who belongs to the workspace. */
export type Who = Role | 'anyone';

export const may = (role: Role | null, who: Who): boolean =>
  who === 'anyone' || (role !== null && ROLES.indexOf(role) >= ROLES.indexOf(who));

/** What the Slack side needs of the house. */
export type SlackContext = SyncContext & {
  /** `mail` null: this server sends none. */
  config: { publicUrl: string | null; mail: object | null };
};

export type Visit = {
  context: SlackContext;
  /** Of the signed request; every look-up is within it. */
  workspaceId: string;
  userId: string;
  /** null: may only use `help`. */
  role: Role | null;
  /** Short time limit, no retry: for what somebody is waiting for. */
  client: WebClient;
  log: Log;
  /** Shown when something goes wrong, and in the log. */
  reference: string;
  place: Place;
  /**
   * Answers a command or a click on a message, to the person alone; `replace` puts it where the click was.
   * @returns false when that is not possible (any more)
   */
  respond(answer: { text: string; blocks: KnownBlock[]; replace: boolean }): Promise<boolean>;
  /** Good for one modal within three seconds; null where Slack gave none. */
  triggerId: string | null;
};

/** Where it was done. */
export type Place =
  | { kind: 'command'; channelId: string }
  | {
      kind: 'message';
      channelId: string;
      ts: string;
      threadTs: string | null;
      ephemeral: boolean;
    }
  | {
      kind: 'modal';
      viewId: string;
      hash: string;
      callbackId: string;
      metadata: string;
      values: Values;
      view: ModalView;
    }
  | { kind: 'home' };

/** What the fields of a view hold: by block id, then action id. */
export type Values = ViewOutput['state']['values'];

export type Asked = {
  /** After the command's first word, trimmed. */
  text: string;
};

export type CommandEntry = {
  who: Who;
  /** Behind `/prism`, as help shows it. */
  usage: string;
  says: string;
  run(visit: Visit, asked: Asked): Promise<void>;
};

export type Click = {
  /** As the button has it, with what follows the colon. */
  actionId: string;
  blockId: string;
  /** Of the button, or of the option chosen; what was typed into a field; '' when there is none. */
  value: string;
};

export type ActionEntry = { who: Who; run(visit: Visit, click: Click): Promise<void> };

/** What a submitted modal is answered with. */
export type Answer =
  /** Close it; the ones beneath stay. */
  | { kind: 'close' }
  | { kind: 'close-all' }
  /** By block id of an input, beside which it is shown. */
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'show'; view: ModalView }
  /**
   * Longer than Slack waits: `says` is shown at once, and what `find` gives replaces it. What `find` throws is shown
   * in its place.
   */
  | { kind: 'later'; title: string; says: string; find: () => Promise<ModalView> };

export type ViewEntry = {
  who: Who;
  /** `metadata` and `values` are in the visit's place. Must not wait for anything far away. */
  submit(visit: Visit & { place: Extract<Place, { kind: 'modal' }> }): Promise<Answer>;
};

export type Choice = { text: string; value: string; description?: string };

export type OptionsEntry = {
  who: Who;
  /** At most 100, from our own tables. `typed` is what the person typed so far. */
  load(visit: Visit, typed: string, about: { actionId: string; blockId: string }): Promise<Choice[]>;
};
