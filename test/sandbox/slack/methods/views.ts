import type { HomeView, ModalView } from '@slack/types';
import type { Book, OpenView, Trigger } from '../book.ts';
import { TRIGGER_LIFE_MS } from '../grants.ts';
import { newHash, newId } from '../ids.ts';
import { stateOf, withIds } from '../inputs.ts';
import { published, showView } from '../shown.ts';
import { findView, openView, pushView, replaceView, STACK_LIMIT, stackOf } from '../view-stack.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Asked, type Method, passedView, serves } from './method.ts';

const shown = ({ world, bot }: Asked, open: OpenView) => ({
  view: showView(open, { appId: world.app.appId, installation: bot }),
});

/** Good for 3 s and for one view. @returns it, not yet used */
function liveTrigger({ args, bot, world }: Asked): Trigger {
  const trigger = world.book.triggers.get(args.required('trigger_id'));
  if (!trigger || !serves(world, bot, trigger.teamId)) throw new Refusal('invalid_trigger_id');
  if (trigger.used) throw new Refusal('exchanged_trigger_id');
  if (world.book.clock.now().getTime() - trigger.madeAt > TRIGGER_LIFE_MS) {
    throw new Refusal('expired_trigger_id');
  }
  return trigger;
}

/** An external_id belongs to one view of its team at a time. */
function checkExternalId(book: Book, view: object, teamId: string, own: OpenView | null): void {
  const { external_id: id } = view as ModalView;
  if (id === undefined || id === '') return;
  const other = findView(book, open => open.teamId === teamId && open.view.external_id === id);
  if (other && other !== own) throw new Refusal('duplicate_external_id');
}

const open: Method = {
  tier: 4,
  token: 'bot',
  run: asked => {
    const { world } = asked;
    const view = passedView(asked, 'views.open', 'modal') as ModalView;
    const trigger = liveTrigger(asked);
    checkExternalId(world.book, view, trigger.teamId, null);
    trigger.used = true;
    return shown(asked, openView(world.book, trigger, view));
  },
};

const push: Method = {
  tier: 4,
  token: 'bot',
  run: asked => {
    const { world } = asked;
    const view = passedView(asked, 'views.push', 'modal') as ModalView;
    const trigger = liveTrigger(asked);
    const { length } = stackOf(world.book, trigger.userId);
    if (length === 0) throw new Refusal('not_found');
    if (length >= STACK_LIMIT) throw new Refusal('push_limit_reached');
    checkExternalId(world.book, view, trigger.teamId, null);
    trigger.used = true;
    return shown(asked, pushView(world.book, trigger, view));
  },
};

const update: Method = {
  tier: 4,
  token: 'bot',
  run: asked => {
    const { args, bot, world } = asked;
    const view = passedView(asked, 'views.update', 'modal') as ModalView;
    const id = args.text('view_id');
    const externalId = args.text('external_id');
    if ((id === undefined) === (externalId === undefined)) throw Refusal.missing('view_id or external_id');
    const found = findView(
      world.book,
      one =>
        serves(world, bot, one.teamId) &&
        (id === undefined ? one.view.external_id === externalId : one.id === id),
    );
    if (!found) throw new Refusal('not_found');
    const hash = args.text('hash');
    if (hash !== undefined && hash !== found.hash) throw new Refusal('hash_conflict');
    checkExternalId(world.book, view, found.teamId, found);
    replaceView(found, view);
    return shown(asked, found);
  },
};

const publish: Method = {
  tier: 4,
  token: 'bot',
  run: asked => {
    const { args, bot, world } = asked;
    const userId = args.required('user_id');
    const view = passedView(asked, 'views.publish', 'home') as HomeView;
    const member = world.book.members.get(userId);
    if (!member || !serves(world, bot, member.teamId)) throw new Refusal('user_not_found');
    const former = world.book.homes.get(userId);
    const hash = args.text('hash');
    if (hash !== undefined && hash !== former?.hash) throw new Refusal('hash_conflict');
    const blocks = withIds(view.blocks);
    const home = { view: { ...view, blocks }, hash: newHash() };
    world.book.homes.set(userId, home);
    const id = newId('V');
    return {
      view: {
        ...published(home.view),
        id,
        team_id: member.teamId,
        hash: home.hash,
        state: { values: stateOf(blocks) },
        root_view_id: id,
        previous_view_id: null,
        app_id: world.app.appId,
        bot_id: bot.botId,
      },
    };
  },
};

export const views: Record<string, Method> = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
};
