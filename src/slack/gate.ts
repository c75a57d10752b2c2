/**
 * The one door for everything people do: it acknowledges in time whatever happens, finds out who it is, checks their
 * role, and turns what goes wrong into words for them. Handlers behind it need not think of any of that.
 */
import type {
  AckFn,
  AllMiddlewareArgs,
  BlockAction,
  RespondFn,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { UserError } from '../errors.ts';
import { findWorkspace } from '../store/workspaces.ts';
import { fill, loading, newReference, noticeOf, problemView, refusal, say } from './answers.ts';
import { PAGE_VIEW } from './ids.ts';
import type { Roles } from './roles.ts';
import { modal, option } from './ui/parts/blocks.ts';
import { noticeBlocks } from './ui/parts/notice.ts';
import {
  type ActionEntry,
  type Answer,
  type CommandEntry,
  may,
  type OptionsEntry,
  type Place,
  type SlackContext,
  type ViewEntry,
  type Visit,
  type Who,
} from './visit.ts';

export type House = {
  context: SlackContext;
  roles: Roles /** Follows what goes on after its answer. */;
  track<T>(work: Promise<T>): Promise<T>;
};

type Came = {
  /** Of Bolt's context: the workspace of the signed request. */
  teamId: string | undefined;
  enterpriseId: string | undefined;
  isEnterpriseInstall: boolean;
  /** The team the person belongs to, where the payload says so. */
  userTeamId: string | null;
  userId: string;
  place: Place;
  triggerId: string | null;
  respond: RespondFn | null;
};

/** @throws UserError `not-here` when the workspace is closed, the person does not belong to it, or the role is too little */
async function enter(
  house: House,
  came: Came,
  client: Visit['client'],
  who: Who,
): Promise<{ visit: Visit; allowed: UserError | null }> {
  const { context, roles } = house;
  const workspaceId = workspaceOf(came);
  const reference = newReference();
  const log = context.log.child({ reference, workspace: workspaceId, user: came.userId });
  const visit: Visit = {
    context,
    workspaceId,
    userId: came.userId,
    role: null,
    client,
    log,
    reference,
    place: came.place,
    triggerId: came.triggerId,
    respond: async answer => (came.respond ? respondWith(came.respond, answer) : false),
  };
  const workspace = await findWorkspace(context.db, workspaceId);
  if (!workspace || workspace.closedAt) return { visit, allowed: NOT_HERE };
  if (came.userTeamId !== null && came.userTeamId !== came.teamId && came.userTeamId !== came.enterpriseId) {
    log.warn({ of: came.userTeamId }, 'somebody of another workspace was refused');
    return { visit, allowed: STRANGER };
  }
  const { belongs, role } = await roles.roleOf({ db: context.db, client, workspaceId }, came.userId);
  if (!belongs) {
    log.warn('a guest, bot or stranger was refused');
    return { visit, allowed: STRANGER };
  }
  visit.role = role;
  if (who === 'anyone' || may(role, who)) return { visit, allowed: null };
  log.warn({ role, needs: who }, 'somebody without the role was refused');
  return { visit, allowed: refusal(who) };
}

const NOT_HERE = new UserError('PRISM Bot is not installed here any more.', {
  code: 'not-here',
  remedy: 'An admin of this workspace can install it again.',
});
const STRANGER = new UserError('PRISM Bot answers only members of its own workspace.', {
  code: 'not-a-member',
  remedy: 'Guests and people of other organisations cannot use it.',
});

/** One workspace, or one whole organisation where the app was installed for it. */
export const workspaceOf = ({
  teamId,
  enterpriseId,
  isEnterpriseInstall,
}: Pick<Came, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'>): string =>
  (isEnterpriseInstall ? enterpriseId : teamId) ?? teamId ?? enterpriseId ?? '';

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

/** Does the work; what it throws is told to the person, and what that throws is in the log. */
async function carry(visit: Visit, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await say(visit, noticeOf(visit, error)).catch(second =>
      visit.log.warn({ err: second, reference: visit.reference }, 'the person could not be told'),
    );
  }
}

export const command =
  (house: House, entryOf: (word: string) => { entry: CommandEntry; text: string }) =>
  async ({
    command: body,
    ack,
    respond,
    client,
    context,
  }: AllMiddlewareArgs & SlackCommandMiddlewareArgs): Promise<void> => {
    await ack();
    const { entry, text } = entryOf(body.text ?? '');
    const came: Came = {
      ...whereFrom(context),
      userTeamId: null,
      userId: body.user_id,
      place: { kind: 'command', channelId: body.channel_id },
      triggerId: body.trigger_id,
      respond,
    };
    await house.track(receive(house, came, client, entry.who, visit => entry.run(visit, { text })));
  };

export const action =
  (house: House, entries: Record<string, ActionEntry>) =>
  async ({
    body,
    action: clicked,
    ack,
    respond,
    client,
    context,
  }: AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction>): Promise<void> => {
    await ack();
    const [id = ''] = clicked.action_id.split(':');
    const entry = entries[id] ?? outdated;
    const came: Came = {
      ...whereFrom(context),
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place: placeOf(body),
      triggerId: body.trigger_id ?? null,
      respond: body.response_url ? respond : null,
    };
    const click = { actionId: clicked.action_id, blockId: clicked.block_id, value: entered(clicked) };
    await house.track(receive(house, came, client, entry.who, visit => entry.run(visit, click)));
  };

/** A button of an older version. */
const outdated: ActionEntry = {
  who: 'anyone',
  run: async visit =>
    say(visit, {
      kind: 'problem',
      says: 'This button is of an older version and does nothing any more.',
      remedy: 'Ask for the list again, for example with /prism status.',
    }),
};

async function receive(
  house: House,
  came: Came,
  client: Visit['client'],
  who: Who,
  work: (visit: Visit) => Promise<void>,
): Promise<void> {
  let visit: Visit | undefined;
  try {
    const entered = await enter(house, came, client, who);
    visit = entered.visit;
    const { allowed } = entered;
    await carry(visit, async () => {
      if (allowed) throw allowed;
      await work(entered.visit);
    });
  } catch (error) {
    // Slack or the database did not say who it is.
    const notice = noticeOf({ log: house.context.log, reference: newReference() }, error);
    const { says, remedy, reference } = notice;
    await came
      .respond?.({
        response_type: 'ephemeral',
        replace_original: false,
        text: says,
        blocks: noticeBlocks(notice),
      })
      .catch(() => house.context.log.warn({ remedy, reference }, 'the person could not be told'));
  }
}

export const submission =
  (house: House, entries: Record<string, ViewEntry>) =>
  async ({
    body,
    view,
    ack,
    client,
    context,
  }: AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const place: Place = {
      kind: 'modal',
      viewId: view.id,
      hash: view.hash,
      callbackId: view.callback_id,
      metadata: view.private_metadata,
      values: view.state.values,
      view: view as unknown as ModalView,
    };
    const came: Came = {
      ...whereFrom(context),
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place,
      triggerId: (body as { trigger_id?: string }).trigger_id ?? null,
      respond: null,
    };
    const entry = entries[view.callback_id];
    if (!entry) return void (await ack());
    await house.track(
      submit(house, came, client, entry, place, ack, view.title.text).catch(async error => {
        const notice = noticeOf({ log: house.context.log, reference: newReference() }, error);
        await ack({
          response_action: 'update',
          view: modal(PAGE_VIEW, view.title.text, noticeBlocks(notice)),
        });
      }),
    );
  };

async function submit(
  house: House,
  came: Came,
  client: Visit['client'],
  entry: ViewEntry,
  place: Extract<Place, { kind: 'modal' }>,
  ack: AckFn<ViewResponseAction>,
  title: string,
): Promise<void> {
  const { visit, allowed } = await enter(house, came, client, entry.who);
  let answer: Answer;
  try {
    if (allowed) throw allowed;
    answer = await entry.submit({ ...visit, place });
  } catch (error) {
    answer = { kind: 'show', view: problemView(visit, title, error) };
  }
  switch (answer.kind) {
    case 'close':
      return void (await ack());
    case 'close-all':
      return void (await ack({ response_action: 'clear' }));
    case 'errors':
      return void (await ack({ response_action: 'errors', errors: answer.errors }));
    case 'show':
      return void (await ack({ response_action: 'update', view: answer.view }));
    case 'later':
      await ack({ response_action: 'update', view: loading(answer.title, answer.says) });
      // The view has a new hash now, and nobody but us changes what shows that it is being worked on.
      return fill(visit, { id: place.viewId, hash: undefined }, answer.title, answer.find);
  }
}

export const options =
  (house: House, entries: Record<string, OptionsEntry>) =>
  async ({
    body,
    options: asked,
    ack,
    client,
    context,
  }: AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    const entry = entries[asked.action_id.split(':')[0] ?? ''];
    const came: Came = {
      ...whereFrom(context),
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place: placeOf(body as unknown as BlockAction),
      triggerId: null,
      respond: null,
    };
    let found: PlainTextOption[] = [];
    try {
      if (entry) {
        const { visit, allowed } = await enter(house, came, client, entry.who);
        const about = { actionId: asked.action_id, blockId: asked.block_id };
        if (!allowed)
          found = (await entry.load(visit, asked.value, about))
            .slice(0, 100)
            .map(({ text, value, description }) => option(text, value, description));
      }
    } catch (error) {
      house.context.log.warn({ err: error, options: asked.action_id }, 'no choices could be given');
    }
    await ack({ options: found });
  };

const whereFrom = (context: {
  teamId?: string;
  enterpriseId?: string;
  isEnterpriseInstall: boolean;
}): Pick<Came, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'> => ({
  teamId: context.teamId,
  enterpriseId: context.enterpriseId,
  isEnterpriseInstall: context.isEnterpriseInstall,
});

function placeOf(body: BlockAction): Place {
  const { view, message, container } = body;
  if (view && view.type === 'modal') {
    return {
      kind: 'modal',
      viewId: view.id,
      hash: view.hash,
      callbackId: view.callback_id,
      metadata: view.private_metadata,
      values: view.state.values,
      view: view as unknown as ModalView,
    };
  }
  if (view) return { kind: 'home' };
  return {
    kind: 'message',
    channelId: body.channel?.id ?? String(container.channel_id ?? ''),
    ts: message?.ts ?? String(container.message_ts ?? ''),
    threadTs: (message?.thread_ts as string | undefined) ?? null,
    ephemeral: container.is_ephemeral === true,
  };
}

/** What was clicked, chosen or typed. */
function entered(clicked: BlockAction['actions'][number]): string {
  const one = clicked as unknown as {
    value?: string | null;
    selected_option?: { value: string } | null;
    selected_user?: string | null;
    selected_conversation?: string | null;
    selected_time?: string | null;
  };
  return (
    one.selected_option?.value ??
    one.value ??
    one.selected_user ??
    one.selected_conversation ??
    one.selected_time ??
    ''
  );
}
