import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { noticeOf } from '../answers.ts';
import { publishHome } from '../home.ts';
import { noticeBlocks } from '../ui/parts/notice.ts';
import { admit, type Came, type House, visitOf } from './enter.ts';

/** The Home tab, made anew each time somebody opens it; who may not see it finds there why. */
export const homeOpened =
  (house: House) =>
  async ({
    event,
    client,
    context,
  }: AllMiddlewareArgs & SlackEventMiddlewareArgs<'app_home_opened'>): Promise<void> => {
    if (event.tab !== 'home') return;
    const came: Came = {
      from: context,
      userTeamId: null,
      userId: event.user,
      place: { kind: 'home' },
      triggerId: null,
      respond: null,
    };
    const visit = visitOf(house, came, client);
    const open = async (): Promise<void> => {
      try {
        await admit(house, came, visit, 'anyone');
        await publishHome(visit);
      } catch (error) {
        const blocks = noticeBlocks(noticeOf(visit, error));
        await client.views
          .publish({ user_id: event.user, view: { type: 'home', blocks } })
          .catch(second => visit.log.warn({ err: second }, 'the Home tab could not be shown'));
      }
    };
    await house.track(open());
  };
