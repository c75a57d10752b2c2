/** The way to the server of this page. */
import { useEffect, useState } from 'react';
import type { Option } from '../../person/controls.ts';
import type { PanelAct } from '../panel.ts';
import type { Screen } from '../screen-state.ts';
import type { Act } from '../seat.ts';

/** What the person sees, kept up to date; null until it is known. */
export function useScreen(who: string): { screen: Screen | null; isConnected: boolean } {
  const [screen, setScreen] = useState<Screen | null>(null);
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const source = new EventSource(`/screen/${encodeURIComponent(who)}`);
    source.onmessage = ({ data }) => {
      setConnected(true);
      setScreen(JSON.parse(data));
    };
    source.onerror = () => setConnected(false);
    return () => source.close();
  }, [who]);
  // Another person's screen is not shown while the own one is on its way.
  return { screen: who === '' || screen?.me.who === who ? screen : null, isConnected };
}

/** @throws Error in words for people */
export const act = (who: string, what: Act): Promise<Option[]> =>
  ask(`/act/${encodeURIComponent(who)}`, what) as Promise<Option[]>;

/** @throws Error in words for people */
export const meddle = (what: PanelAct): Promise<string> => ask('/panel', what) as Promise<string>;

async function ask(path: string, body: object): Promise<unknown> {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The page’s own server answered ${answer.status}.`);
  const { done, problem } = (await answer.json()) as { done?: unknown; problem?: string };
  if (problem !== undefined) throw new Error(problem);
  return done;
}
