/** What Slack's refusals mean for a message, and what to tell people about them. */
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

export type Trouble =
  /** Nothing was done with it; the same may work later. `afterMs`: as Slack asks, or null. */
  | { kind: 'later'; afterMs: number | null; problem: string }
  /** The answer was lost: it may be there. */
  | { kind: 'unknown'; problem: string }
  /** Slack does not take its blocks. */
  | { kind: 'blocks'; problem: string }
  /** The message to be changed is not there any more. */
  | { kind: 'gone' }
  /** A person has to do something first; `channel`: about the channel, so that another one may do. */
  | { kind: 'dead'; problem: string; channel: boolean };

const INVITE = 'Invite the app there: open the channel and type /invite @PRISM Bot.';

const OTHER_CHANNEL = 'Choose another with /prism settings.';
const CHANNEL: Record<string, string> = {
  channel_not_found: `The notification channel is not there, or it is private and the app is not in it. ${INVITE}`,
  not_in_channel: `The app is not in the notification channel. ${INVITE}`,
  is_archived: `The notification channel is archived. ${OTHER_CHANNEL}`,
  is_inactive: `The notification channel is archived. ${OTHER_CHANNEL}`,
  restricted_action: `This workspace does not let the app post in the notification channel. ${OTHER_CHANNEL}`,
};

const INSTALL = 'An admin has to install it again.';
const APP: Record<string, string> = {
  missing_scope: `The app lacks a permission in Slack. ${INSTALL}`,
  no_permission: `The app lacks a permission in Slack. ${INSTALL}`,
  invalid_auth: `Slack does not accept the app’s token any more. ${INSTALL}`,
  not_authed: `Slack does not accept the app’s token any more. ${INSTALL}`,
  account_inactive: `The app was removed from this workspace. ${INSTALL}`,
  token_revoked: `The app’s token was revoked. ${INSTALL}`,
  token_expired: `The app’s token ran out. ${INSTALL}`,
  team_access_not_granted: `The app was not given to this workspace of the organisation. ${INSTALL}`,
};

const BLOCKS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'only_one_table_allowed',
  'invalid_arguments',
]);

/** Slack fell over in the middle of it: it may be done. */
const UNKNOWN: ReadonlySet<string> = new Set(['fatal_error', 'internal_error', 'request_timeout']);

const GONE: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  // A window that was closed.
  'not_found',
]);

export function troubleOf(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'later', afterMs: error.retryAfter * 1000, problem: 'Slack asked to wait.' };
  }
  if (error instanceof WebAPIPlatformError) {
    const said = String(error.data.error);
    // What is no word of Slack’s may hold anything, also what it was sent.
    const word = /^[a-z0-9_]{1,60}$/.test(said) ? said : 'something unknown';
    if (BLOCKS.has(word)) return { kind: 'blocks', problem: word };
    if (GONE.has(word)) return { kind: 'gone' };
    if (UNKNOWN.has(word)) return { kind: 'unknown', problem: `Slack answered “${word}”.` };
    const ofChannel = CHANNEL[word];
    if (ofChannel) return { kind: 'dead', problem: ofChannel, channel: true };
    const ofApp = APP[word];
    if (ofApp) return { kind: 'dead', problem: ofApp, channel: false };
    return { kind: 'later', afterMs: null, problem: `Slack answered “${word}”.` };
  }
  // A web server's own refusal may come before or after Slack took the message.
  if (error instanceof WebAPIHTTPError) {
    if (error.statusCode === 429) return { kind: 'later', afterMs: null, problem: 'Slack asked to wait.' };
    return { kind: 'unknown', problem: `Slack answered with status ${error.statusCode}.` };
  }
  return { kind: 'unknown', problem: 'Slack did not answer.' };
}
