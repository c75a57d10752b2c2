import { mention } from '../messages/run-message.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { type PageState, type Screen, serialize } from '../parts/pages.ts';
import { instant, name } from '../parts/text.ts';

/** Entries on a page. */
export const AUDIT_SIZE = 20;

export type AuditPage = {
  entries: { at: Date; actor: string; action: string; subject: string }[];
  /** There are older ones. */
  more: boolean;
};

export function auditScreen({ entries, more }: AuditPage, state: PageState): Screen {
  const at = state.at ?? 1;
  const to = (text: string, page: number) =>
    button(text, `turn-page:${page}`, serialize({ ...state, at: page }));
  return {
    title: 'Audit',
    text: 'Who did what, when',
    blocks: [
      section(`*Audit*${state.filter ? ` · ${name(state.filter)}` : ''}`),
      ...(entries.length === 0 ? [section('Nothing fits.')] : []),
      ...entries.map(entry =>
        context(
          `${instant(entry.at)} · ${mention(entry.actor)} · *${name(entry.action)}* · ${name(entry.subject, 200)}`,
        ),
      ),
      ...(at > 1 || more
        ? [
            context(`Page ${at}, newest first`),
            ...actions([
              ...(at > 1 ? [to('‹ Newer', at - 1)] : []),
              ...(more ? [to('Older ›', at + 1)] : []),
            ]),
          ]
        : []),
    ],
  };
}
