import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { ProgramSettings } from '../../../plan/settings.ts';
import { findName } from '../../../store/names.ts';
import { changeSettings } from '../../../sync/change-settings.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { actions, button, modal } from '../../ui/parts/blocks.ts';
import { noticeBlocks } from '../../ui/parts/notice.ts';
import type { Values, ViewEntry } from '../../visit.ts';

const onOff = z.enum(['on', 'off']).transform(value => value === 'on');

/** What the fields may hold, by their block's id. */
const Fields = z.object({
  syncOn: onOff,
  productMode: z.enum(['all', 'in-use']),
  azure: onOff,
  motions: z.array(z.enum(['P1M:M', 'P1Y:M', 'P3Y:M'])).min(1, 'Choose at least one.'),
  approval: z.enum(['never', 'first-and-unsafe', 'always']),
  ownApproval: onOff,
  posted: z.enum(['hold', 'next-open-period']),
  priceChange: z.enum(['from-its-date', 'from-first-day']),
  drift: z.enum(['overwrite', 'ask']),
  checkAt: z.string().regex(/^\d\d:\d\d$/),
  timeZone: z.string().refine(zone => isZone(zone), 'Slack sent a time zone that is not known.'),
  channelId: z
    .string()
    .regex(/^[CG][A-Z0-9]+$/, 'Choose a channel.')
    .nullable(),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, 'Three letters, such as AUD.')
    .nullable(),
  emails: z
    .string()
    .nullable()
    .transform(text => (text ?? '').split(/[\s,;]+/).filter(Boolean))
    .superRefine((addresses, refined) => {
      const wrong = addresses.filter(address => !z.email().safeParse(address).success);
      if (wrong.length > 0)
        refined.addIssue({ code: 'custom', message: `Not an address: ${wrong.join(', ')}` });
    }),
});

/** Checks each field, and keeps them. */
export const programSettings: ViewEntry = {
  who: 'admin',
  submit: async ({ context, workspaceId, userId: by, client, place: { values } }) => {
    const read = Fields.safeParse(fieldsOf(values));
    const errors: Record<string, string> = Object.fromEntries(
      (read.error?.issues ?? []).map(({ path: [field], message }) => [String(field), message]),
    );
    const codeId = optionOf(values, 'billing-code');
    const chargeCodeId = optionOf(values, 'charge-code');
    const vendorId = optionOf(values, 'vendor');
    const [code, chargeCode, vendor] = await Promise.all([
      codeId ? findName(context.db, workspaceId, 'billing-code', codeId) : undefined,
      chargeCodeId ? findName(context.db, workspaceId, 'charge-code', chargeCodeId) : undefined,
      vendorId ? findName(context.db, workspaceId, 'vendor', vendorId) : undefined,
    ]);
    if (!code) errors['billing-code'] = 'Choose one: new services need it.';
    if (chargeCodeId && !chargeCode) errors['charge-code'] = 'Autotask does not list that code any more.';
    if (vendorId && !vendor) errors.vendor = 'Autotask does not list that vendor any more.';
    if (read.data?.channelId && !(await canPost(client, read.data.channelId)))
      errors.channelId = 'The app cannot post there. Invite it first: /invite @PRISM Bot';
    if (!read.success || !code || Object.keys(errors).length > 0) return { kind: 'errors', errors };
    const changed: Partial<ProgramSettings> = {
      ...read.data,
      billingCodeId: code.id,
      chargeCodeId: chargeCode?.id ?? null,
      vendorId: vendor?.id ?? null,
    };
    const names = await changeSettings(context, { workspaceId, by, changed });
    const says = names.length === 0 ? 'Nothing was changed.' : 'The settings are saved.';
    return {
      kind: 'show',
      view: modal(PAGE_VIEW, 'Microsoft CSP', [
        ...noticeBlocks({ kind: 'done', says }),
        ...actions([button('Preview products', 'preview-products', '')]),
      ]),
    };
  },
};

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

const optionOf = (values: Values, id: string): string | null =>
  values[id]?.[id]?.selected_option?.value ?? null;

/** What each field holds, whatever kind it is. */
function fieldsOf(values: Values): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(Fields.shape).map(id => {
      const held = values[id]?.[id];
      const picked = held?.selected_options?.map(({ value }) => value);
      const value = held?.selected_option?.value ?? held?.selected_conversation ?? held?.selected_time;
      return [id, picked ?? value ?? (held?.value || null)];
    }),
  );
}

/** What Slack does not say, for lack of leave or of an answer, is no reason to refuse: the message would say so. */
async function canPost(client: WebClient, channel: string): Promise<boolean> {
  try {
    const { channel: found } = await client.conversations.info({ channel });
    return found?.is_archived !== true && (found?.is_member === true || found?.is_private !== true);
  } catch (error) {
    const word = (error as { data?: { error?: string } }).data?.error;
    return word !== 'channel_not_found';
  }
}
