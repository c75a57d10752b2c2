/** Slack's texts as they look. The parser is a library's; what is shown of its tree is here. */
import { nameToEmoji } from 'gemoji';
import { Fragment, type ReactNode } from 'react';
import { type Node, NodeType, parse } from 'slack-message-parser';
import { useSurroundings } from './surroundings.ts';

type Json = Record<string, unknown>;

/** A text object of either kind. */
export function Text({ of }: { of: unknown }) {
  const { type, text } = (of ?? {}) as Json;
  if (text === undefined) return null;
  return type === 'mrkdwn' ? <Mrkdwn text={String(text)} /> : plain(String(text));
}

export function Mrkdwn({ text }: { text: string }) {
  const { screen } = useSurroundings();
  return <>{shown(parse(text).children, screen)}</>;
}

/** Only emoji are marked up in plain text. */
export const plain = (text: string): string =>
  text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiOf(name) ?? whole);

/** Names that Slack has and the list has not. */
const OWN: Record<string, string> = { double_vertical_bar: '⏸️' };

const emojiOf = (name: string): string | undefined => OWN[name] ?? nameToEmoji[name];

type Known = { names: Record<string, string>; timeZone: string };

const shown = (nodes: readonly Node[], known: Known): ReactNode[] =>
  nodes.map((node, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew with each text
    <Fragment key={`${at}-${node.type}`}>{one(closed(node, nodes[at - 1]), known)}</Fragment>
  ));

/** A block of code ends its line by itself. */
const closed = (node: Node, before: Node | undefined): Node =>
  node.type === NodeType.Text && before?.type === NodeType.PreText
    ? { ...node, text: node.text.replace(/^\n/, '') }
    : node;

function one(node: Node, known: Known): ReactNode {
  switch (node.type) {
    case NodeType.Text:
      return unescaped(node.text);
    case NodeType.Bold:
      return <strong>{shown(node.children, known)}</strong>;
    case NodeType.Italic:
      return <em>{shown(node.children, known)}</em>;
    case NodeType.Strike:
      return <s>{shown(node.children, known)}</s>;
    case NodeType.Quote:
      return <q>{shown(node.children, known)}</q>;
    case NodeType.Code:
      return <code>{unescaped(node.text)}</code>;
    case NodeType.PreText:
      return <pre>{unescaped(node.text).replace(/^\n/, '')}</pre>;
    case NodeType.Emoji:
      return emojiOf(node.name) ?? node.source;
    case NodeType.UserLink:
      return <span className="mention">{known.names[node.userID] ?? node.userID}</span>;
    case NodeType.ChannelLink:
      return <span className="mention">{known.names[node.channelID] ?? node.channelID}</span>;
    case NodeType.URL:
      return link(node.url, node.label ? shown(node.label, known) : node.url);
    case NodeType.Command:
      return command(node, known);
    default:
      return node.source;
  }
}

/** Anything in angle brackets that is no address is shown as it came. */
const link = (url: string, label: ReactNode): ReactNode =>
  /^(https?|mailto):/.test(url) ? (
    <a href={unescaped(url)} target="_blank" rel="noreferrer">
      {label}
    </a>
  ) : (
    `<${url}>`
  );

function command(
  { name, arguments: given, label }: Extract<Node, { type: NodeType.Command }>,
  known: Known,
): ReactNode {
  if (name === 'date') {
    const [seconds = '', form = ''] = given;
    return <time>{dateIn(form, Number(seconds), known.timeZone)}</time>;
  }
  if (name === 'subteam') return <span className="mention">{known.names[given[0] ?? ''] ?? given[0]}</span>;
  return <span className="mention">{label ? shown(label, known) : `@${name}`}</span>;
}

const unescaped = (text: string): string =>
  text.replaceAll('\u200b', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date_short: { day: 'numeric', month: 'short', year: 'numeric' },
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  date_long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
};

const dateIn = (form: string, seconds: number, timeZone: string): string =>
  form.replace(/\{(\w+?)(_pretty)?\}/g, (whole, name) =>
    FORMS[name]
      ? new Intl.DateTimeFormat('en-GB', { ...FORMS[name], timeZone }).format(seconds * 1000)
      : whole,
  );
