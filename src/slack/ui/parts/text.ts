/** Text on its way into Slack. Lengths are counted in code points, as Slack does. */

import { oneLine } from '../../../plan/tally/words.ts';

export { oneLine, plural, thousands } from '../../../plan/tally/words.ts';

/** Third-party text inside `mrkdwn`: nothing in it is a link, a mention or markup. */
export function safe(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // At the edge of a word *, _, ~ and ` would pair up into markup; a zero-width space keeps them apart.
  return oneLine(escaped).replace(MARKUP, mark => `\u200b${mark}\u200b`);
}

const MARKUP = /(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu;

/** At most `most` code points; what is cut ends in `…`, so that everybody sees it. */
export function shorten(text: string, most: number): string {
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** A third-party name for `mrkdwn`, shortened before it is escaped. */
export const name = (text: string, most = 120): string => safe(shorten(oneLine(text), most));

export const bold = (text: string): string => `*${text}*`;

export const length = (text: string): number => [...text].length;

/** Days and times as the reader's own Slack shows them; `fallback` where it cannot. */
export const instant = (at: Date): string => {
  const seconds = Math.floor(at.getTime() / 1000);
  const fallback = at.toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${seconds}^{date_short_pretty} {time}|${fallback} UTC>`;
};
