/**
 * The one door for everything people do: it acknowledges in time whatever happens, finds out who it is, checks their
 * role, and turns what goes wrong into words for them. Handlers behind it need not think of any of that.
 */
import type { BlockAction, RespondFn, ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { UserError } from '../../errors.ts';
import { findWorkspace } from '../../store/workspaces.ts';
import { settleAlarms } from '../../sync/watching/look-out.ts';
import { newReference, noticeOf, refusal, say } from '../answers.ts';
import type { Roles } from '../roles.ts';
import { may, type Place, type SlackContext, type Visit, type Who } from '../visit.ts';

export type House = {
  context: SlackContext;
  roles: Roles;
  /** Follows what goes on after its answer. */
  track<T>(work: Promise<T>): Promise<T>;
};

/** What Bolt knows of a signed request. */
export type From = {
  teamId?: string | undefined;
  enterpriseId?: string | undefined;
  isEnterpriseInstall: boolean;
};

export type Came = {
  from: From;
  /** The team the person belongs to, where the payload says so. */
  userTeamId: string | null;
  userId: string;
  place: Place;
  triggerId: string | null;
  respond: RespondFn | null;
};

/** One workspace, or one whole organisation where the app was installed for it. */
export const workspaceOf = ({ teamId, enterpriseId, isEnterpriseInstall }: From): string =>
  (isEnterpriseInstall ? enterpriseId : teamId) ?? teamId ?? enterpriseId ?? '';

/** As they come in, without any role yet. */
export function visitOf({ context }: House, came: Came, client: Visit['client']): Visit {
  const workspaceId = workspaceOf(came.from);
  const reference = newReference();
  const { respond } = came;
  return {
    context,
    workspaceId,
    userId: came.userId,
    role: null,
    client,
    log: context.log.child({ reference, workspace: workspaceId, user: came.userId }),
    reference,
    place: came.place,
    triggerId: came.triggerId,
    respond: async answer => (respond ? respondWith(respond, answer) : false),
  };
}

/**
 * Lets the visit in and gives it its role.
 * @throws UserError `not-here` when the workspace is closed, `not-a-member` when the person does not belong to it,
 * `not-allowed` when the role is too little, `who-unknown` when Slack does not say
 */
export async function admit({ roles }: House, came: Came, visit: Visit, who: Who): Promise<void> {
  const { context, workspaceId, client, log } = visit;
  const { teamId, enterpriseId, isEnterpriseInstall } = came.from;
  const workspace = await findWorkspace(context.db, workspaceId);
  if (!workspace || workspace.closedAt) throw NOT_HERE;
  if (
    came.userTeamId !== null &&
    !isEnterpriseInstall &&
    came.userTeamId !== teamId &&
    came.userTeamId !== enterpriseId
  ) {
    log.warn({ of: came.userTeamId }, 'somebody of another workspace was refused');
    throw STRANGER;
  }
  const { belongs, role } = await roles.roleOf({ db: context.db, client, workspaceId }, came.userId);
  if (!belongs) {
    log.warn('a guest, bot or stranger was refused');
    throw STRANGER;
  }
  visit.role = role;
  if (who === 'anyone' || may(role, who)) return;
  log.warn({ role, needs: who }, 'somebody without the role was refused');
  throw refusal(who);
}

const NOT_HERE = new UserError('PRISM Bot is not installed here any more.', {
  code: 'not-here',
  remedy: 'An admin of this workspace can install it again.',
});
const STRANGER = new UserError('PRISM Bot answers only members of its own workspace.', {
  code: 'not-a-member',
  remedy: 'Guests and people of other organisations cannot use it.',
});

async function respondWith(
  respond: RespondFn,
  { text, blocks, replace }: { text: string; blocks: KnownBlock[]; replace: boolean },
): Promise<boolean> {
  try {
    await respond({ response_type: 'ephemeral', replace_original: replace, text, blocks });
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets somebody in and does what they came for, after the acknowledgement. What goes wrong is told to the person, and
 * what goes wrong with that is in the log.
 */
export async function receive(
  house: House,
  came: Came,
  client: Visit['client'],
  who: Who,
  work: (visit: Visit) => Promise<void>,
): Promise<void> {
  const visit = visitOf(house, came, client);
  try {
    await admit(house, came, visit, who);
    await work(visit);
    await seeToAlarms(visit);
  } catch (error) {
    await say(visit, noticeOf(visit, error)).catch(second =>
      visit.log.warn({ err: second, reference: visit.reference }, 'the person could not be told'),
    );
  }
}

/** What somebody did may have solved what an alarm is about. */
export async function seeToAlarms({ context, workspaceId, role, log }: Visit): Promise<void> {
  if (role === null) return;
  await settleAlarms(context, workspaceId).catch(error =>
    log.error({ err: error }, 'alarms could not be brought up to date'),
  );
}

/** The modal that something was done in. */
export const modalPlace = (view: ViewOutput): Extract<Place, { kind: 'modal' }> => ({
  kind: 'modal',
  viewId: view.id,
  hash: view.hash,
  callbackId: view.callback_id,
  metadata: view.private_metadata,
  values: view.state.values,
  view: view as unknown as ModalView,
});

export function placeOf({
  view,
  message,
  container,
  channel,
}: Pick<BlockAction, 'view' | 'message' | 'container' | 'channel'>): Place {
  if (view?.type === 'modal') return modalPlace(view);
  if (view) return { kind: 'home' };
  return {
    kind: 'message',
    channelId: channel?.id ?? String(container.channel_id ?? ''),
    ts: message?.ts ?? String(container.message_ts ?? ''),
    threadTs: (message?.thread_ts as string | undefined) ?? null,
    ephemeral: container.is_ephemeral === true,
  };
}

/** The entry of an id. Ids come from outside: what an object has by nature is none. */
export const entryOf = <Entry>(entries: Record<string, Entry>, id: string): Entry | undefined =>
  Object.hasOwn(entries, id) ? entries[id] : undefined;

/** What follows a colon only makes an id unique in its block. */
export const bareId = (actionId: string): string => actionId.split(':', 1)[0] ?? '';
