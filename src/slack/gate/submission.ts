import type {
  AckFn,
  AllMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewOutput,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { StaleError, UserError } from '../../errors.ts';
import { fill, loading, noticeOf, problemView } from '../answers.ts';
import { PAGE_VIEW } from '../ids.ts';
import { modal } from '../ui/parts/blocks.ts';
import { noticeBlocks } from '../ui/parts/notice.ts';
import type { Answer, ViewEntry, Visit } from '../visit.ts';
import { admit, type Came, entryOf, type House, modalPlace, seeToAlarms, visitOf } from './enter.ts';
import { within } from './within.ts';

/** Slack waits three seconds in all, its own way to us included. */
const ADMIT_MS = 1_500;
const SUBMIT_MS = 1_000;

/** Modals that are submitted. */
export const submission =
  (house: House, entries: Record<string, ViewEntry>) =>
  async ({
    body,
    view,
    ack,
    client,
    context,
  }: AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>): Promise<void> => {
    const came: Came = {
      from: context,
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place: modalPlace(view),
      triggerId: (body as { trigger_id?: string }).trigger_id ?? null,
      respond: null,
    };
    const entry = entryOf(entries, view.callback_id) ?? outdated;
    await house.track(submit(house, came, client, entry, view, ack).then(seeToAlarms));
  };

/** A modal of an older version. */
const outdated: ViewEntry = {
  who: 'anyone',
  submit: async () => {
    throw new StaleError('This window is of an older version, so nothing was done.');
  },
};

async function submit(
  house: House,
  came: Came,
  client: Visit['client'],
  entry: ViewEntry,
  view: ViewOutput,
  ack: AckFn<ViewResponseAction>,
): Promise<Visit> {
  const visit = visitOf(house, came, client);
  const title = view.title.text;
  try {
    await within(ADMIT_MS, admit(house, came, visit, entry.who), UNKNOWN);
  } catch (error) {
    await ack(notAdmitted(visit, view, error));
    return visit;
  }
  const work = entry
    .submit({ ...visit, place: modalPlace(view) })
    .catch((error): Answer => ({ kind: 'show', view: problemView(visit, title, error) }));
  const answer = await within(SUBMIT_MS, work, '').catch(
    (): Answer => ({
      kind: 'later',
      title,
      says: 'One moment…',
      find: async () => lateView(title, await work),
    }),
  );
  switch (answer.kind) {
    case 'close':
      await ack();
      break;
    case 'close-all':
      await ack({ response_action: 'clear' });
      break;
    case 'errors':
      await ack({ response_action: 'errors', errors: answer.errors });
      break;
    case 'show':
      await ack({ response_action: 'update', view: answer.view });
      break;
    case 'later':
      await ack({ response_action: 'update', view: loading(answer.title, answer.says) });
      // The view has a new hash now, and nobody but us changes what shows that it is being worked on.
      await fill(visit, { id: view.id, hash: undefined }, answer.title, answer.find);
  }
  return visit;
}

const UNKNOWN = 'Slack could not say in time who you are, so nothing was done.';

/** Beside the first field where only the moment was wrong, so that what was typed stays; else in the modal's place. */
function notAdmitted(visit: Visit, { title, blocks }: ViewOutput, error: unknown): ViewResponseAction {
  const isMoment = error instanceof UserError ? error.code === 'who-unknown' : !(error instanceof StaleError);
  const field = blocks.find(({ type }) => type === 'input')?.block_id;
  const notice = noticeOf(visit, error);
  if (isMoment && field !== undefined) {
    const says = [notice.says, notice.remedy, `Reference ${visit.reference}`].filter(Boolean).join(' ');
    return { response_action: 'errors', errors: { [field]: says } };
  }
  return { response_action: 'update', view: modal(PAGE_VIEW, title.text, noticeBlocks(notice)) };
}

/** An answer that came after Slack had to be given one: the fields are gone, so it is shown. */
function lateView(title: string, answer: Answer): ModalView | Promise<ModalView> {
  switch (answer.kind) {
    case 'close':
    case 'close-all':
      return modal(PAGE_VIEW, title, noticeBlocks({ kind: 'done', says: 'Done.' }));
    case 'errors': {
      const says = Object.values(answer.errors).join(' ');
      const remedy = 'Nothing was saved. Open it again and correct that.';
      return modal(PAGE_VIEW, title, noticeBlocks({ kind: 'problem', says, remedy }));
    }
    case 'show':
      return answer.view;
    case 'later':
      return answer.find();
  }
}
