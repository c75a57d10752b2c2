/** What every part of the page may need to know. */
import { createContext, useContext } from 'react';
import type { State } from '../../inputs.ts';
import type { Option } from '../../person/controls.ts';
import type { Screen } from '../screen-state.ts';
import type { Act, Typed } from '../seat.ts';

export type Confirmation = { title: string; text: string; confirm: string; deny: string; danger: boolean };

export type Surroundings = {
  screen: Screen;
  act(what: Act): Promise<Option[]>;
  /** Asks as Slack does before a button that wants it. */
  confirm(asked: Confirmation): Promise<boolean>;
};

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const found = useContext(SurroundingsContext);
  if (!found) throw new Error('nothing around');
  return found;
}

/** A message, a modal or the Home tab, and what is typed there. */
export type SurfaceParts = {
  id: string;
  state: State;
  /** By block id. */
  errors: Record<string, string>;
  texts: Map<string, Typed[number]>;
  /** Acts, and says beneath the surface what went wrong. */
  run(what: Act): Promise<Option[]>;
};

export const SurfaceContext = createContext<SurfaceParts | null>(null);

export function useSurface(): SurfaceParts {
  const found = useContext(SurfaceContext);
  if (!found) throw new Error('no surface around');
  return found;
}
