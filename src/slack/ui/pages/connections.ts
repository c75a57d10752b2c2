import type { KnownBlock } from '@slack/types';
import { actions, button, context, divider, section } from '../parts/blocks.ts';
import type { Screen } from '../parts/pages.ts';
import { instant, name } from '../parts/text.ts';

export type System = 'prism' | 'autotask' | 'connectwise';

export const SYSTEMS: Record<System, { title: string; about: string }> = {
  prism: { title: 'PRISM', about: 'where invoices and price list come from' },
  autotask: { title: 'Autotask', about: 'where customers are billed from' },
  connectwise: {
    title: 'ConnectWise',
    about: 'credentials are checked and kept; syncing to it is not part of this version',
  },
};

export type ConnectionCard = {
  kind: System;
  /** Last four characters. */
  hint: string;
  /** Autotask: the zone's address. */
  home: string | null;
  state: 'connected' | 'needs-attention';
  problem: string | null;
  checkedAt: Date;
};

export function connectionsScreen(connections: readonly ConnectionCard[]): Screen {
  return {
    title: 'Connections',
    text: 'Connections to PRISM, Autotask and ConnectWise',
    blocks: (Object.keys(SYSTEMS) as System[]).flatMap((kind, at) => [
      ...(at > 0 ? [divider] : []),
      ...card(
        kind,
        connections.find(one => one.kind === kind),
      ),
    ]),
  };
}

function card(kind: System, connection: ConnectionCard | undefined): KnownBlock[] {
  const { title, about } = SYSTEMS[kind];
  if (!connection) {
    return [
      section(`*${title}*\nNot connected`),
      context(about),
      ...actions([button('Connect', `connect:${kind}`, kind, { style: 'primary' })]),
    ];
  }
  const { state, problem, checkedAt, hint, home } = connection;
  const stands =
    state === 'connected'
      ? ':white_check_mark: Connected'
      : `:warning: Needs attention: ${name(problem ?? 'see Test', 1500)}`;
  return [
    section(`*${title}*\n${stands}`),
    context(
      `Last check ${instant(checkedAt)}`,
      ...(hint ? [`credentials end in ${name(hint)}`] : []),
      ...(home ? [`zone ${name(home)}`] : []),
    ),
    ...actions([
      button('Edit', `connect:${kind}`, kind),
      button('Test', `test-connection:${kind}`, kind),
      button('Disconnect', `disconnect:${kind}`, kind, {
        style: 'danger',
        confirm: {
          title: `Disconnect ${title}?`,
          text: 'Its credentials are removed here. Nothing is synced until it is connected again; mappings, plans and history stay.',
          yes: 'Disconnect',
        },
      }),
    ]),
  ];
}
