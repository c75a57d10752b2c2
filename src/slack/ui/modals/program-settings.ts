/** Program settings: Microsoft CSP. */
import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { ProgramSettings } from '../../../plan/settings.ts';
import { actions, button, context, header, input, modal, option, plain } from '../parts/blocks.ts';

export type SettingsForm = ProgramSettings & {
  billingCode: { id: string; name: string } | null;
  chargeCode: { id: string; name: string } | null;
  vendor: { id: string; name: string } | null;
  /** Left out: this server sends mail. */
  hasMail?: boolean;
};

type Choices = Record<string, string>;

/** Fields with a fixed set of choices, by the setting's name. */
export const CHOICES = {
  syncOn: { label: 'Sync', options: { on: 'On', off: 'Off' } },
  productMode: {
    label: 'Product sync mode',
    options: { all: 'All products', 'in-use': 'In use products only' },
  },
  azure: { label: 'Sync Azure subscriptions', options: { on: 'On', off: 'Off' } },
  approval: {
    label: 'Approval policy',
    options: {
      'first-and-unsafe': 'First plan of a customer, and unsafe plans',
      always: 'Every plan',
      never: 'Never: plans are written at once',
    },
  },
  ownApproval: {
    label: 'May people approve what they asked for themselves?',
    options: { on: 'Yes', off: 'No' },
  },
  posted: {
    label: 'Posted periods',
    options: { hold: 'Hold, somebody decides', 'next-open-period': 'Begin with the next open period' },
  },
  priceChange: {
    label: 'Price changes inside a month',
    options: { 'from-its-date': 'From their date (exact)', 'from-first-day': 'From the month’s first day' },
  },
  drift: {
    label: 'Quantities changed by hand',
    options: { overwrite: 'Set to the invoice, and say so', ask: 'Ask' },
  },
} as const satisfies Record<string, { label: string; options: Choices }>;

export const MOTIONS: Choices = {
  'P1M:M': 'Monthly term, billed monthly',
  'P1Y:M': 'Annual term, billed monthly',
  'P3Y:M': 'Three-year term, billed monthly',
};

const NO_MAIL =
  'One on each line. Mail is not set up on this server: nothing is sent until whoever runs PRISM Bot sets SMTP_URL.';

/** Zones offered; one that the workspace has and is not here is offered too. */
export const TIME_ZONES = [
  ...['UTC', 'Australia/Sydney', 'Australia/Brisbane', 'Australia/Adelaide', 'Australia/Perth'],
  ...['Australia/Darwin', 'Australia/Hobart', 'Pacific/Auckland', 'Asia/Singapore', 'Asia/Kuala_Lumpur'],
  ...['Asia/Jakarta', 'Asia/Bangkok', 'Asia/Ho_Chi_Minh', 'Asia/Manila', 'Asia/Hong_Kong', 'Asia/Seoul'],
  ...['Asia/Tokyo', 'Asia/Colombo', 'Asia/Kolkata', 'Asia/Dubai', 'Africa/Johannesburg', 'Europe/London'],
  ...[
    'Europe/Dublin',
    'Europe/Lisbon',
    'Europe/Paris',
    'Europe/Madrid',
    'Europe/Amsterdam',
    'Europe/Brussels',
  ],
  ...[
    'Europe/Berlin',
    'Europe/Zurich',
    'Europe/Rome',
    'Europe/Oslo',
    'Europe/Stockholm',
    'Europe/Copenhagen',
  ],
  ...[
    'Europe/Helsinki',
    'Europe/Warsaw',
    'Europe/Prague',
    'Europe/Vienna',
    'Europe/Athens',
    'Europe/Istanbul',
  ],
  ...['America/Sao_Paulo', 'America/New_York', 'America/Toronto', 'America/Chicago', 'America/Denver'],
  ...['America/Phoenix', 'America/Los_Angeles', 'America/Vancouver', 'America/Mexico_City', 'America/Bogota'],
];

type Name = keyof typeof CHOICES;

export function settingsView(form: SettingsForm): ModalView {
  return modal(
    'program-settings',
    'Microsoft CSP',
    [
      radio('syncOn', onOff(form.syncOn)),
      header('Products'),
      radio('productMode', form.productMode),
      radio('azure', onOff(form.azure)),
      motions(form.motions),
      searched('Billing code', 'billing-code', form.billingCode, {
        hint: 'New services are booked under it. Active codes of the type recurring contract service.',
      }),
      searched('Vendor', 'vendor', form.vendor, { optional: true }),
      searched('Code for contract charges', 'charge-code', form.chargeCode, {
        optional: true,
        hint: 'Credits, one-offs and annual licences that you bill as contract charges are booked under it. Active codes of the type material cost.',
      }),
      ...actions([button('Preview products', 'preview-products', '')]),
      header('Who is told'),
      input(
        'Notification channel',
        'channelId',
        {
          type: 'conversations_select',
          action_id: 'channelId',
          filter: { include: ['public', 'private'], exclude_bot_users: true },
          ...(form.channelId ? { initial_conversation: form.channelId } : {}),
        },
        { optional: true, hint: 'In a private channel, invite the app first: /invite @PRISM Bot' },
      ),
      input(
        'Email addresses',
        'emails',
        {
          type: 'plain_text_input',
          action_id: 'emails',
          multiline: true,
          max_length: 2000,
          ...(form.emails.length > 0 ? { initial_value: form.emails.join('\n') } : {}),
        },
        { optional: true, hint: form.hasMail === false ? NO_MAIL : 'One on each line.' },
      ),
      input(
        'Currency',
        'currency',
        {
          type: 'plain_text_input',
          action_id: 'currency',
          max_length: 3,
          ...(form.currency ? { initial_value: form.currency } : {}),
        },
        {
          optional: true,
          hint: 'What your contracts are billed in, e.g. AUD. Invoices in another are held.',
        },
      ),
      header('Approval and care'),
      select('approval', form.approval),
      radio('ownApproval', onOff(form.ownApproval)),
      select('posted', form.posted),
      select('priceChange', form.priceChange),
      select('drift', form.drift),
      header('When'),
      input('Daily check', 'checkAt', {
        type: 'timepicker',
        action_id: 'checkAt',
        initial_time: form.checkAt,
      }),
      zone(form.timeZone),
      context('On the first five days of a month invoices are looked for every hour until they are there.'),
    ],
    { submit: 'Save', close: 'Cancel' },
  );
}

const onOff = (on: boolean): 'on' | 'off' => (on ? 'on' : 'off');

const optionsOf = (choices: Choices): PlainTextOption[] =>
  Object.entries(choices).map(([value, text]) => option(text, value));

const chosen = (choices: Choices, value: string): PlainTextOption => option(choices[value] ?? value, value);

const radio = (name: Name, value: string): InputBlock => {
  const { label, options } = CHOICES[name];
  return input(label, name, {
    type: 'radio_buttons',
    action_id: name,
    options: optionsOf(options),
    initial_option: chosen(options, value),
  });
};

const select = (name: Name, value: string): InputBlock => {
  const { label, options } = CHOICES[name];
  return input(label, name, {
    type: 'static_select',
    action_id: name,
    options: optionsOf(options),
    initial_option: chosen(options, value),
  });
};

function motions(held: readonly string[]): KnownBlock {
  const known = held.filter(motion => motion in MOTIONS);
  return input(
    'Billing motions',
    'motions',
    {
      type: 'checkboxes',
      action_id: 'motions',
      options: optionsOf(MOTIONS),
      ...(known.length > 0 ? { initial_options: known.map(motion => chosen(MOTIONS, motion)) } : {}),
    },
    { hint: 'Annual licences billed annually are listed: you may bill them as contract charges.' },
  );
}

const searched = (
  label: string,
  id: 'billing-code' | 'charge-code' | 'vendor',
  picked: { id: string; name: string } | null,
  more: { hint?: string; optional?: boolean },
): InputBlock =>
  input(
    label,
    id,
    {
      type: 'external_select',
      action_id: id,
      min_query_length: 0,
      placeholder: plain('Search', 150),
      ...(picked ? { initial_option: option(picked.name, picked.id) } : {}),
    },
    more,
  );

function zone(timeZone: string): InputBlock {
  const zones = TIME_ZONES.includes(timeZone) ? TIME_ZONES : [timeZone, ...TIME_ZONES];
  return input('Time zone', 'timeZone', {
    type: 'static_select',
    action_id: 'timeZone',
    options: zones.map(one => option(one, one)),
    initial_option: option(timeZone, timeZone),
  });
}
