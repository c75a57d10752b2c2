import type { KnownBlock } from '@slack/types';
import { button, context, section } from '../parts/blocks.ts';
import { cardBlocks, type Overview } from '../parts/cards.ts';
import { type Screen, serialize } from '../parts/pages.ts';
import { instant, name, plural, thousands } from '../parts/text.ts';

/** A message that was given up. */
export type Dead = { problem: string | null };

export type Status = {
  overview: Overview;
  dead: readonly Dead[];
  /** Messages that are late, because Slack cannot be reached or asked to wait. */
  late: number;
  /** The same of mails and their server. */
  lateMails?: number;
  version: string;
};

export function statusScreen(
  { overview, dead, late, lateMails = 0, version }: Status,
  { act }: { act: boolean },
): Screen {
  return {
    title: 'Status',
    text: 'How customers and products stand',
    blocks: [
      ...pausedBlocks(overview, act),
      ...waitingBlocks(overview),
      ...cardBlocks(overview.customers, { sync: act }),
      ...cardBlocks(overview.products, { sync: act }),
      ...runningBlocks(overview),
      ...messageBlocks(dead),
      ...lateBlocks(late, 'message', 'Slack'),
      ...lateBlocks(lateMails, 'mail', 'the mail server'),
      context(...checkTexts(overview), `Version ${version}`),
    ],
  };
}

export function pausedBlocks({ syncOn, paused }: Overview, act: boolean): KnownBlock[] {
  if (syncOn)
    return paused === 0
      ? []
      : [context(`:double_vertical_bar: ${plural(paused, 'mapped customer')} with sync off`)];
  return [
    section(
      ':double_vertical_bar: *Syncing is paused.* Nothing is written until it is resumed.',
      act ? button('Resume', 'resume', '', { style: 'primary' }) : undefined,
    ),
  ];
}

/** Runs named one by one; the others are behind History. */
const NAMED = 5;

export function waitingBlocks({ waiting }: Overview): KnownBlock[] {
  const more = waiting.length - NAMED;
  return [
    ...waiting
      .slice(0, NAMED)
      .map(({ run, plans }) =>
        section(
          `:raised_hand: *${plural(plans, 'plan')} of run ${run} ${plans === 1 ? 'waits' : 'wait'} for approval*`,
          button('Show changes', `open-page:waiting-${run}`, serialize({ page: 'plan', run })),
        ),
      ),
    ...(more > 0 ? [context(`and plans of ${plural(more, 'more run')}: see History`)] : []),
  ];
}

export const runningBlocks = ({ running }: Overview): KnownBlock[] =>
  running.map(({ number, kind, state, progress }) => {
    const far = progress
      ? `${thousands(String(progress.done))} of ${thousands(String(progress.total))} done · ${leftWords(progress.msLeft)}`
      : (STATES[state] ?? state);
    return section(
      `:arrows_counterclockwise: *Run ${number}* (${kind}) · ${far}`,
      button('View details', `open-page:run-${number}`, serialize({ page: 'run', run: number })),
    );
  });

const STATES: Record<string, string> = {
  requested: 'waiting for its turn',
  planning: 'reading PRISM and Autotask',
  approved: 'approved, writing begins',
  applying: 'writing to Autotask',
};

function leftWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  return minutes <= 1 ? 'less than a minute left' : `about ${minutes} minutes left`;
}

/** When invoices are looked for, and where runs are told. */
export function checkTexts({ syncOn, nextCheck, channelId }: Overview): string[] {
  const check = nextCheck
    ? `Next check for invoices: ${instant(nextCheck.at)} your time (daily at ${nextCheck.checkAt} in ${name(nextCheck.timeZone)})`
    : syncOn
      ? 'No check for invoices until PRISM is connected'
      : 'No check for invoices while syncing is paused';
  return [check, channelId ? `Runs are told in <#${channelId}>` : 'No notification channel: /prism settings'];
}

/** One person can take care of so many at a time. */
const REASONS = 3;

/** Each reason once, with what a person has to do. */
function messageBlocks(dead: readonly Dead[]): KnownBlock[] {
  const reasons = [...Map.groupBy(dead, ({ problem }) => problem ?? 'Slack gave no reason.')];
  const more = reasons.length - REASONS;
  return [
    ...reasons
      .slice(0, REASONS)
      .map(([problem, messages]) =>
        section(
          `:warning: *${plural(messages.length, 'message')} could not be delivered.* ${name(problem, 200)}`,
        ),
      ),
    ...(more > 0 ? [context(`and others, for ${plural(more, 'other reason')}`)] : []),
  ];
}

const lateBlocks = (late: number, what: string, taker: string): KnownBlock[] =>
  late === 0
    ? []
    : [
        context(
          `${plural(late, what)} ${late === 1 ? 'is' : 'are'} late; ${late === 1 ? 'it follows' : 'they follow'} as soon as ${taker} takes ${late === 1 ? 'it' : 'them'}.`,
        ),
      ];
