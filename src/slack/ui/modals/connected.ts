/** What a check found. */
import type { KnownBlock, ModalView } from '@slack/types';
import { context, input, modal, option, plain, section } from '../parts/blocks.ts';
import { name, plural, safe, shorten } from '../parts/text.ts';

export type Right = { right: string; ok: boolean; remedy: string | null; words: string | null };

/** Each right, and for those that are missing where in Autotask to give them. */
export function autotaskConnected({ home, rights }: { home: string; rights: readonly Right[] }): ModalView {
  const missing = rights.filter(({ ok }) => !ok);
  return modal('page', 'Connect Autotask', [
    section(
      missing.length === 0
        ? ':white_check_mark: *Connected*'
        : `:warning: *Needs attention*: ${plural(missing.length, 'right')} missing`,
    ),
    context(`Zone ${name(home)}`),
    ...missing.map(({ right, remedy, words }) =>
      section(`:x: *${safe(right)}*\n${safe(remedy ?? '')}${words ? `\n“${name(words, 400)}”` : ''}`),
    ),
    section(
      rights
        .filter(({ ok }) => ok)
        .map(({ right }) => `:ballot_box_with_check: ${safe(right)}`)
        .join('\n') || ' ',
    ),
    context(
      missing.length === 0
        ? 'Next: /prism settings'
        : 'The credentials are kept. Give the rights in Autotask, then press Test.',
    ),
  ]);
}

export type AgreementChoice = { id: string; name: string };

/** Connected; with several agreements the one is asked for that new customers are read from. */
export function prismConnected(
  agreements: readonly AgreementChoice[],
  chosen: string | null,
  { ask = true }: { ask?: boolean } = {},
): ModalView {
  const done: KnownBlock[] = [
    section(':white_check_mark: *Connected*'),
    context(`${plural(agreements.length, 'Microsoft CSP agreement')} can be read`),
  ];
  if (agreements.length < 2 || !ask) {
    return modal('page', 'Connect PRISM', [
      ...done,
      ...(agreements.length === 0
        ? [section(':warning: PRISM shows no Microsoft CSP agreement with these credentials.')]
        : []),
    ]);
  }
  const options = agreements
    .slice(0, 100)
    .map(one => option(`${shorten(one.name, 60)} (…${one.id.slice(-4)})`, one.id.slice(0, 75)));
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return modal(
    'choose-agreement',
    'Connect PRISM',
    [
      ...done,
      input(
        'Agreement',
        'agreement',
        {
          type: 'static_select',
          action_id: 'agreement',
          options,
          placeholder: plain('Choose an agreement', 150),
          ...(initial ? { initial_option: initial } : {}),
        },
        {
          hint: 'New customers are read from this one; each mapping keeps its own.',
        },
      ),
    ],
    { submit: 'Save', close: 'Later' },
  );
}

export const plainConnected = (title: string, says: string): ModalView =>
  modal('page', title, [section(':white_check_mark: *Connected*'), context(safe(says))]);
