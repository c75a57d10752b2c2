/** The forms behind Connect and Edit. Secrets are typed each time and never filled in. */
import type { KnownBlock, ModalView } from '@slack/types';
import { context, input, modal, option, section } from '../parts/blocks.ts';
import { safe } from '../parts/text.ts';

/** What was typed before, without secrets, and what was wrong with it. */
export type Typed = {
  values?: Record<string, string>;
  /** The field it is about; null: all of them. */
  problem?: { field: string | null; says: string; remedy: string; words?: string | null };
};

export type Field = { id: string; label: string; secret?: boolean; hint?: string };

export const FIELDS: Record<'prism' | 'autotask' | 'connectwise', readonly Field[]> = {
  prism: [
    { id: 'clientId', label: 'Client ID' },
    { id: 'clientSecret', label: 'Client Secret', secret: true },
  ],
  autotask: [
    { id: 'userName', label: 'API Username', hint: 'It looks like an e-mail address.' },
    { id: 'secret', label: 'Password (Secret)', secret: true },
    { id: 'integrationCode', label: 'API Tracking Identifier', secret: true },
  ],
  connectwise: [
    { id: 'site', label: 'Site', hint: 'For example na.myconnectwise.net' },
    { id: 'companyId', label: 'Company ID', hint: 'The name used to log in, not a number.' },
    { id: 'publicKey', label: 'Public Key' },
    { id: 'privateKey', label: 'Private Key', secret: true },
  ],
};

const NOTE =
  'Slack shows what is typed here while you type it. It is checked with one attempt, kept encrypted, and shown again only by its last four characters.';

export type Credentialing = 'configure' | 'generate';
const MODES: Record<Credentialing, string> = {
  configure: 'Configure credentials',
  generate: 'Generate new credentials',
};

export function connectView(
  kind: 'prism' | 'autotask' | 'connectwise',
  typed: Typed = {},
  mode: Credentialing = 'configure',
): ModalView {
  const titles = { prism: 'Connect PRISM', autotask: 'Connect Autotask', connectwise: 'Connect ConnectWise' };
  const fields = FIELDS[kind].flatMap(field => fieldBlocks(field, typed));
  const general = typed.problem && typed.problem.field === null ? [problemBlock(typed.problem)] : [];
  return modal(
    `connect-${kind}`,
    titles[kind],
    [
      ...general,
      ...(kind === 'prism' ? modeBlocks(mode) : []),
      ...(kind === 'prism' && mode === 'generate' ? generating(typed) : []),
      ...fields,
      context(NOTE),
    ],
    { submit: 'Save', close: 'Cancel', ...(kind === 'prism' ? { metadata: mode } : {}) },
  );
}

function modeBlocks(mode: Credentialing): KnownBlock[] {
  const options = (Object.keys(MODES) as Credentialing[]).map(key => option(MODES[key], key));
  return [
    {
      type: 'actions',
      block_id: 'mode',
      elements: [
        {
          type: 'radio_buttons',
          action_id: 'choose-credentials',
          options,
          initial_option: option(MODES[mode], mode),
        },
      ],
    },
  ];
}

const generating = ({ values = {} }: Typed): KnownBlock[] => [
  input(
    'Client Email',
    'email',
    {
      type: 'email_text_input',
      action_id: 'email',
      ...(values.email ? { initial_value: values.email } : {}),
    },
    { optional: true, hint: 'PRISM asks for it and reports to it.' },
  ),
  section(
    [
      '1. In the PRISM portal open *Customer Management*, and there your own company (the first of the list).',
      '2. *View* > *Manage Client Credentials* > *Generate*: a name such as PRISM Bot, and the e-mail address above.',
      '3. Client ID and Client Secret are shown once: paste both here.',
    ].join('\n'),
  ),
];

function fieldBlocks({ id, label, secret, hint }: Field, { values = {}, problem }: Typed): KnownBlock[] {
  const before = secret ? undefined : values[id];
  return [
    input(
      label,
      id,
      {
        type: 'plain_text_input',
        action_id: id,
        max_length: 500,
        ...(before ? { initial_value: before } : {}),
      },
      hint ? { hint } : {},
    ),
    ...(problem?.field === id ? [problemBlock(problem)] : []),
  ];
}

const problemBlock = ({ says, remedy, words }: NonNullable<Typed['problem']>): KnownBlock =>
  context(`:warning: *${safe(says)}* ${safe(remedy)}${words ? `\n“${safe(words)}”` : ''}`);
