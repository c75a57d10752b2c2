import type { KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../parts/blocks.ts';
import { cardBlocks, type Standing } from '../parts/cards.ts';
import { type Screen, serialize } from '../parts/pages.ts';
import { instant, name, plural } from '../parts/text.ts';

export function statusScreen(
  standing: Standing,
  /** Messages that were given up. */
  dead: readonly { key: string; problem: string | null }[],
  { sync }: { sync: boolean },
): Screen {
  const { customers, products } = standing;
  return {
    title: 'Status',
    text: 'How customers and products stand',
    blocks: [
      ...pausedBlocks(standing, sync),
      ...cardBlocks(customers, { sync }),
      ...cardBlocks(products, { sync }),
      ...standingBlocks(standing),
      ...deadBlocks(dead),
    ],
  };
}

export const pausedBlocks = ({ syncOn }: Standing, sync: boolean): KnownBlock[] =>
  syncOn
    ? []
    : [
        section(':double_vertical_bar: *Syncing is paused.*'),
        ...(sync ? actions([button('Resume', 'resume', '', { style: 'primary' })]) : []),
      ];

export function standingBlocks({ running, waiting, nextCheck, channelId, timeZone }: Standing): KnownBlock[] {
  return [
    ...running.map(({ number, kind, state }) =>
      section(
        `:arrows_counterclockwise: Run ${number} (${kind}) is ${state === 'applying' || state === 'approved' ? 'being written' : 'being planned'}.`,
        button('View details', `open-page:run-${number}`, serialize({ page: 'run', run: number })),
      ),
    ),
    ...(waiting > 0
      ? [section(`:raised_hand: *${plural(waiting, 'plan')} wait${waiting === 1 ? 's' : ''} for approval.*`)]
      : []),
    context(
      nextCheck
        ? `Next check for invoices: ${instant(nextCheck)} (${name(timeZone)})`
        : 'No check while paused',
      channelId ? `Told in <#${channelId}>` : 'No notification channel is chosen: /prism settings',
    ),
  ];
}

/** Each reason once. */
function deadBlocks(dead: readonly { key: string; problem: string | null }[]): KnownBlock[] {
  const reasons = Map.groupBy(dead, ({ problem }) => problem ?? 'unknown');
  return [...reasons]
    .slice(0, 5)
    .map(([problem, messages]) =>
      section(
        `:envelope_with_arrow: *${plural(messages.length, 'message')} could not be shown.* ${name(problem, 600)}`,
      ),
    );
}
