/** What went wrong, what to do, and the button that leads there. */
import type { Button, KnownBlock } from '@slack/types';
import { button, context, section } from '../parts/blocks.ts';
import { serialize } from '../parts/pages.ts';
import { name } from '../parts/text.ts';
import type { RunView } from './run-view.ts';

type Said = { says: string; remedy: string; words: string | null };

/** The plain sentence, what to do, and beneath them the other system's own words. */
export const problemBlocks = ({ says, remedy, words }: Said, reference: string): KnownBlock[] => [
  section(`:x: ${name(says, 600)}\n${name(remedy, 600)}`),
  context(...(words ? [`“${name(words, 900)}”`] : []), `Reference ${reference}`),
];

/** Codes of what keeps a whole run from working, and which connection they are about. */
const CREDENTIALS: Record<string, 'prism' | 'autotask'> = {
  'credentials-rejected': 'prism',
  unauthorized: 'autotask',
  'no-permission': 'autotask',
};

/** The remedy's own buttons, each once. */
export function remedyButtons({ report }: RunView): Button[] {
  const buttons = new Map<string, Button>();
  const put = (key: string, made: Button): void => void (buttons.has(key) || buttons.set(key, made));
  for (const { code, says } of report.facts.problems) {
    const kind = CREDENTIALS[code];
    if (kind) put(kind, button('Edit credentials', `connect:${kind}`, kind));
    if (code === 'not-connected') {
      const which = says.startsWith('Autotask') ? 'autotask' : 'prism';
      put(which, button('Connect', `connect:${which}`, which));
    }
  }
  const problems = report.customers.flatMap(customer =>
    [...customer.problems, ...customer.lines.flatMap(line => line.problems)].map(problem => ({
      customer,
      problem,
    })),
  );
  for (const { customer, problem } of problems) {
    const [tenant] = customer.tenants;
    if (MAPPING.has(problem.code) && tenant)
      put('mapping', button('Fix mapping', 'edit-mapping:fix', tenant.id));
    if (SETTINGS.has(problem.code)) put('settings', button('Settings', 'open-settings', ''));
    if (problem.code === 'product-not-found')
      put(
        'product',
        button('Map product', 'open-page:product', serialize({ page: 'held', run: report.run })),
      );
  }
  return [...buttons.values()].slice(0, 5);
}

const MAPPING: ReadonlySet<string> = new Set([
  'agreement-gone',
  'agreement-unusable',
  'charge-agreement',
  'outside-contract',
]);
const SETTINGS: ReadonlySet<string> = new Set(['no-billing-code', 'no-charge-code']);
