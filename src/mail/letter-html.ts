/** The letter as HTML that old mail programs read too: tables and styles in place, no image, nothing fetched. */
import type { Result } from '../plan/tally/reports.ts';
import { oneLine } from '../plan/tally/words.ts';
import type { Letter } from './letter.ts';
import { cutParts, MARK_WORDS, type Mark, type Part, type Said } from './part.ts';

const COLOURS: Record<Result, string> = {
  'No Change': '#616061',
  Success: '#00703c',
  Warning: '#b25e00',
  Failure: '#b3261e',
  'Waiting for approval': '#1264a3',
  Rejected: '#616061',
  Expired: '#616061',
  Running: '#616061',
};
const MARKED: Record<Mark, string> = {
  plain: '#1d1c1d',
  warning: '#b25e00',
  held: '#1264a3',
  failed: '#b3261e',
};

const FONT = "font-family:'Segoe UI',Arial,sans-serif;font-size:14px;line-height:20px;color:#1d1c1d";
const QUIET = 'color:#616061';

/** Mail programs cut off what is longer than they like; the text has more. */
const MOST_LINES = 3_000;

/** @param link where it is in Slack; null: that is only said. `beneath`: said at its end */
export function letterHtml(
  { subject, headline, result, lead, parts, footer }: Letter,
  link: string | null,
  beneath: readonly string[],
): string {
  const { shown, left } = cutParts(parts, MOST_LINES);
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body style="margin:0;padding:16px;background:#ffffff">`,
    `<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%" style="max-width:720px;${FONT}">`,
    row(
      `<span style="font-size:18px;line-height:26px;font-weight:bold;color:${COLOURS[result]}">${escaped(headline)}</span>`,
      `border-left:4px solid ${COLOURS[result]};padding:4px 0 4px 12px`,
    ),
    ...lead.map(text => row(escaped(text), 'padding:12px 0 0 0')),
    ...(link === null ? [] : [row(anchor(link, 'Open in Slack'), 'padding:12px 0 0 0')]),
    ...shown.map(partHtml),
    ...left.map(words => row(`<b>${escaped(words)}</b>`, SPACE)),
    row([...beneath, ...footer].map(escaped).join('<br>'), `padding:24px 0 0 0;font-size:12px;${QUIET}`),
    '</table></body></html>',
  ].join('\n');
}

const SPACE = 'padding:20px 0 0 0';
const row = (html: string, style: string): string =>
  `<tr><td style="word-break:break-word;${style}">${html}</td></tr>`;

function partHtml({ title, beneath, table, lines }: Part): string {
  return row(
    [
      `<b style="font-size:15px">${escaped(title)}</b>`,
      ...beneath.map(text => `<br><span style="${QUIET}">${escaped(text)}</span>`),
      ...(table.length > 0 ? [tableHtml(table)] : []),
      ...(lines.length > 0
        ? [
            `<ul style="margin:4px 0 0 0;padding:0 0 0 20px">`,
            ...lines.map(
              one =>
                `<li>${saidHtml(one)}${one.beneath.map(inner => `<br>${saidHtml(inner)}`).join('')}</li>`,
            ),
            '</ul>',
          ]
        : []),
    ].join('\n'),
    SPACE,
  );
}

const CELL = 'padding:1px 16px 1px 0';
const tableHtml = (rows: Part['table']): string =>
  [
    `<table cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 0 0;${FONT}">`,
    ...rows.map(
      ([word, count, amount]) =>
        `<tr><td style="${CELL}">${escaped(word)}</td><td align="right" style="${CELL}">${escaped(count)}</td><td align="right" style="${CELL}">${escaped(amount)}</td></tr>`,
    ),
    '</table>',
  ].join('\n');

function saidHtml({ mark, text }: Said): string {
  const word = MARK_WORDS[mark];
  return `${word === '' ? '' : `<b style="color:${MARKED[mark]}">${word}</b>`}${escaped(text)}`;
}

const anchor = (url: string, text: string): string =>
  `<a href="${escaped(url)}" style="color:#1264a3">${escaped(text)}</a>`;

const NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => oneLine(text).replace(/[&<>"']/g, sign => NAMES[sign] ?? '');
