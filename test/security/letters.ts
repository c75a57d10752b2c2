/**
 * Everything that a signed request can carry, made of somebody else's ids: each button, modal, select and command is
 * sent all of it, whatever it expects.
 */
import { PAGES, type PageName } from '../../src/slack/ui/parts/pages.ts';
import type { Member, Message, OpenView } from '../sandbox/slack/book.ts';
import type { SlackSandbox } from '../sandbox/slack/index.ts';
import {
  blockAction,
  command,
  type Spot,
  suggestion,
  viewSubmission,
} from '../sandbox/slack/requests/bodies.ts';
import { appHomeOpened, enveloped } from '../sandbox/slack/requests/events.ts';
import { form, json, type Letter as Posted, payload } from '../sandbox/slack/requests/send.ts';
import type { Theirs } from './their-world.ts';

export type Kind = 'command' | 'action' | 'view' | 'options' | 'page' | 'home';

/** Who sends it, and from where. */
export type From = { slack: SlackSandbox; member: Member; channelId: string };

export type Letter = {
  /** What of theirs it carries, and in what place. */
  label: string;
  /** Made when it is sent, for what it hands out ages. */
  write(from: From, url: string): Posted;
};

/** What buttons carry. */
export const values = (theirs: Theirs): Record<string, string> => ({
  nothing: '',
  'applied run': String(theirs.runs.applied),
  'products run': String(theirs.runs.products),
  'all plans of a run': `run:${theirs.runs.proposed}`,
  'proposed plan': theirs.proposed,
  'products plan': theirs.plans.products,
  'mapped tenant': theirs.tenants.mapped,
  'paused tenant': theirs.tenants.paused,
  'excluded tenant': theirs.tenants.excluded,
  company: theirs.companyId,
  user: `user|${theirs.userId}`,
  group: `group|${theirs.groupId}`,
  channel: theirs.channelId,
  'sync of a tenant': JSON.stringify({ kind: 'customers', tenantIds: [theirs.tenants.mapped] }),
  'held product': JSON.stringify({ plan: theirs.plans.products, product: theirs.sku, choice: 'skip-item' }),
  'unmatched line': unmatched(theirs),
  'invoice apart': JSON.stringify({ run: theirs.runs.applied, invoice: theirs.creditId }),
  prism: 'prism',
  autotask: 'autotask',
  connectwise: 'connectwise',
  generate: 'generate',
  ...Object.fromEntries(Object.entries(pageStates(theirs)).map(([label, state]) => [`page ${label}`, state])),
});

const unmatched = ({ plans }: Theirs): string =>
  JSON.stringify({
    ...{ plan: plans.unmatched, product: null, choice: 'map-product', subject: 'Canary Offer 2019' },
  });

/** What buttons that lead to pages carry, and the metadata of pages in modals: every page, with all it may be about. */
export const pageStates = ({ runs, plans, tenants }: Theirs): Record<string, string> =>
  Object.fromEntries(
    PAGES.map((page): [PageName, object] => [
      page,
      {
        ...{
          page,
          run: page === 'preview' ? runs.preview : page === 'products' ? runs.products : runs.applied,
        },
        ...(page === 'plan' ? { plan: plans.proposed } : {}),
        ...(page === 'run' ? { of: tenants.mapped } : {}),
      },
    ]).map(([page, state]) => [page, JSON.stringify(state)]),
  );

/** What modals keep. */
const metadata = (theirs: Theirs): Record<string, string> => ({
  ...{ none: '', configure: 'configure' },
  link: JSON.stringify({
    ...{ tenantId: theirs.tenants.mapped, turn: 0, companyId: theirs.companyId },
    months: { mostRecent: '2026-09', next: '2026-10' },
    from: { viewId: 'V1', page: JSON.stringify({ page: 'map' }) },
  }),
  'one tenant': JSON.stringify({ tenantId: theirs.tenants.mapped }),
  'paused tenant': JSON.stringify({ tenantId: theirs.tenants.paused }),
  'proposed plan': theirs.proposed,
  'unmatched line': unmatched(theirs),
  ...Object.fromEntries(Object.entries(pageStates(theirs)).map(([label, state]) => [`page ${label}`, state])),
});

/** What the fields of all modals hold at once. */
function fields(theirs: Theirs): OpenView['state'] {
  const picked = (value: string) => ({
    selected_option: { value, text: { type: 'plain_text', text: value } },
  });
  const at = (id: string, held: object) => ({ [id]: { [id]: { type: 'x', ...held } } });
  return {
    'company-0': { 'choose-company': picked(theirs.companyId) },
    'contract-0': { 'choose-contract': picked(theirs.contractId) },
    'charge-contract-0': { 'choose-charge-contract': picked(theirs.contractId) },
    ...at('strategy', picked('cost-and-retail')),
    ...at('start', picked('2026-09')),
    ...at('shadow', { selected_options: [] }),
    ...at('sync', picked('on')),
    ...at('reason', { value: 'a reason' }),
    ...at('people', { selected_users: [theirs.userId] }),
    ...at('groups', { selected_options: [{ value: theirs.groupId }] }),
    ...at('role', picked('admin')),
    ...at('product', picked(theirs.sku)),
    ...at('agreement', picked(theirs.sourceAgreementId)),
    ...{ filter: { 'filter-page': { type: 'x', value: 'Contoso' } } },
    ...at('clientId', { value: 'nobody' }),
    ...at('clientSecret', { value: 'nobodys-secret' }),
    ...at('userName', { value: 'nobody@nowhere.example' }),
    ...at('secret', { value: 'nobodys-secret' }),
    ...at('integrationCode', { value: 'NOBODYSCODE' }),
    ...at('site', { value: 'na.myconnectwise.net' }),
    ...at('companyId', { value: 'nobody' }),
    ...at('publicKey', { value: 'nobodys-key' }),
    ...at('privateKey', { value: 'nobodys-secret' }),
    ...at('syncOn', picked('on')),
    ...at('productMode', picked('in-use')),
    ...at('azure', picked('off')),
    ...at('motions', { selected_options: [{ value: 'P1M:M' }] }),
    ...at('approval', picked('never')),
    ...at('ownApproval', picked('on')),
    ...at('posted', picked('hold')),
    ...at('priceChange', picked('from-its-date')),
    ...at('drift', picked('ask')),
    ...at('checkAt', { selected_time: '07:00' }),
    ...at('timeZone', picked('UTC')),
    ...at('channelId', { selected_conversation: theirs.channelId }),
    ...at('currency', { value: 'AUD' }),
    ...at('emails', { value: '' }),
    ...at('billing-code', picked(theirs.billingCodeId)),
    ...at('charge-code', picked(theirs.chargeCodeId)),
    ...at('vendor', picked(theirs.vendorId)),
  };
}

/** What is typed behind a command. */
const texts = ({ runs, tenants, plans }: Theirs): string[] => [
  ...['', 'Contoso', 'Contoso Ltd', 'contoso.onmicrosoft.com', 'Fabrikam', 'Canary', 'products'],
  ...[String(runs.applied), `#${runs.proposed}`, tenants.mapped, plans.proposed],
];

const message = ({ slack, member, channelId }: From): Message => ({
  ...{ channelId, ts: '1790000000.000100', threadTs: null, userId: slack.installation.botUserId },
  ...{ text: 'x', blocks: [], metadata: null, clientMsgId: null, edits: 0, deleted: false },
  ephemeralTo: member.id,
});

/** The modal is open in Slack, so that it can be changed. */
function modal(
  { slack, member }: From,
  callbackId: string,
  carries: string,
  state: OpenView['state'],
): Spot & {
  kind: 'view';
} {
  const open: OpenView = {
    ...{ id: 'V1', rootId: 'V1', hash: '1.abc', previousId: null, userId: member.id, teamId: member.teamId },
    view: {
      ...{ type: 'modal', callback_id: callbackId, private_metadata: carries },
      title: { type: 'plain_text', text: 'Title' },
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' } }],
    },
    state,
  };
  slack.book.views.set(member.id, [open]);
  return { kind: 'view', open };
}

const signing = ({ slack }: From) => ({ secret: slack.signingSecret });

const button = (id: string, value: string) => ({
  ...{ type: 'button', action_id: id, block_id: 'b', action_ts: '1790000000.000100' },
  ...{ value, text: { type: 'plain_text' as const, text: 'x' } },
});

/** Only what is about pages is sent all of them. */
const isFor =
  (id: string) =>
  ([label]: [string, string]): boolean =>
    id.endsWith('page') ||
    !label.startsWith('page ') ||
    ['page run', 'page plan', 'page map'].includes(label);

/** All letters to one entry. */
export function lettersTo(kind: Kind, id: string, theirs: Theirs): Letter[] {
  const carried = Object.entries(metadata(theirs));
  const state = fields(theirs);
  switch (kind) {
    case 'command':
      return texts(theirs).map(text => ({
        label: text,
        write: (from, url) => {
          const typed = command(from, from.channelId, '/prism', `${id} ${text}`);
          return form(url, typed as unknown as Record<string, string>, signing(from));
        },
      }));
    case 'action':
      return [
        ...Object.entries(values(theirs))
          .filter(isFor(id))
          .map(([label, value]) => ({
            label,
            write: (from: From, url: string) => {
              const spot: Spot = { kind: 'message', message: message(from), state };
              return payload(url, blockAction(from, spot, button(id, value)), signing(from));
            },
          })),
        ...carried.filter(isFor(id)).map(([label, carries]) => ({
          label: `in a modal: ${label}`,
          write: (from: From, url: string) => {
            const callback = label.startsWith('page') ? 'page' : 'link-customer';
            const spot = modal(from, callback, carries, state);
            const value = label.startsWith('page') ? carries : theirs.companyId;
            return payload(url, blockAction(from, spot, button(id, value)), signing(from));
          },
        })),
      ];
    case 'view':
      return carried.map(([label, carries]) => ({
        label,
        write: (from, url) =>
          payload(url, viewSubmission(from, modal(from, id, carries, state).open), signing(from)),
      }));
    case 'options':
      return carried.flatMap(([label, carries]) =>
        ['', 'c', 'Contoso', theirs.companyId].map(typed => ({
          label: `${label}, typed ${typed}`,
          write: (from: From, url: string) => {
            const asked = { action_id: id, block_id: 'b', value: typed };
            return payload(
              url,
              suggestion(from, modal(from, 'link-customer', carries, {}), asked),
              signing(from),
            );
          },
        })),
      );
    case 'page':
      return lettersTo('action', 'open-page', theirs).filter(({ label }) => label === `page ${id}`);
    case 'home':
      return [
        {
          label: 'opened',
          write: (from, url) => json(url, enveloped(from, appHomeOpened(from)), signing(from)),
        },
      ];
  }
}
