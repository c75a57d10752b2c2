/** The blocks we use, each within Slack's limits: text that is too long ends in `…`. */
import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
} from '@slack/types';
import type { ActionId } from '../../ids.ts';
import { shorten } from './text.ts';

export const plain = (text: string, most = 3000): PlainTextElement => ({
  type: 'plain_text',
  text: shorten(text, most) || ' ',
  emoji: true,
});

/** @param text `mrkdwn`; names in it are escaped by whoever put them there */
export const section = (text: string, accessory?: SectionBlock['accessory']): SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: shorten(text, 3000) || ' ' },
  ...(accessory ? { accessory } : {}),
});

/** Up to ten texts in two columns. */
export const fields = (texts: readonly string[], accessory?: SectionBlock['accessory']): SectionBlock => ({
  type: 'section',
  fields: texts.slice(0, 10).map(text => ({ type: 'mrkdwn', text: shorten(text, 2000) || ' ' })),
  ...(accessory ? { accessory } : {}),
});

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plain(text, 150) });

export const context = (...texts: string[]): ContextBlock => ({
  type: 'context',
  elements: texts.slice(0, 10).map(text => ({ type: 'mrkdwn', text: shorten(text, 3000) || ' ' })),
});

export const divider: DividerBlock = { type: 'divider' };

export type ButtonOptions = {
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string; no?: string };
  url?: string;
};

/** @param id with `:…` behind it where a block has several of one id */
export const button = (
  text: string,
  id: ActionId | `${ActionId}:${string}`,
  value = '',
  { style, confirm, url }: ButtonOptions = {},
): Button => ({
  type: 'button',
  text: plain(text, 75),
  action_id: id,
  ...(value ? { value } : {}),
  ...(style ? { style } : {}),
  ...(url ? { url } : {}),
  ...(confirm ? { confirm: confirmation(confirm) } : {}),
});

export const confirmation = (asks: {
  title: string;
  text: string;
  yes: string;
  no?: string;
}): ConfirmationDialog => ({
  title: plain(asks.title, 100),
  text: plain(asks.text, 300),
  confirm: plain(asks.yes, 30),
  deny: plain(asks.no ?? 'Cancel', 30),
});

/** Up to 25 buttons and selects; several blocks where there are more. */
export function actions(elements: readonly ActionsBlock['elements'][number][]): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += 25)
    blocks.push({ type: 'actions', elements: elements.slice(at, at + 25) });
  return blocks;
}

/** @param value at most 75 characters: ids, not text */
export const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: plain(text, 75),
  value,
  ...(description ? { description: plain(description, 75) } : {}),
});

export type InputOptions = { hint?: string; optional?: boolean; dispatch?: boolean };

/** The element's action id is the field's name, so one block id and action id lead to what was entered. */
export const input = (
  label: string,
  blockId: string,
  element: InputBlock['element'],
  { hint, optional = false, dispatch = false }: InputOptions = {},
): InputBlock => ({
  type: 'input',
  block_id: blockId,
  label: plain(label, 2000),
  element,
  optional,
  dispatch_action: dispatch,
  ...(hint ? { hint: plain(hint, 2000) } : {}),
});

/** A modal that shows; `submit` makes it a form. */
export const modal = (
  callbackId: string,
  title: string,
  blocks: KnownBlock[],
  { submit, close = 'Close', metadata }: { submit?: string; close?: string; metadata?: string } = {},
): ModalView => ({
  type: 'modal',
  callback_id: callbackId,
  title: plain(title, 24),
  close: plain(close, 24),
  blocks,
  ...(submit ? { submit: plain(submit, 24) } : {}),
  ...(metadata === undefined ? {} : { private_metadata: metadata }),
});
