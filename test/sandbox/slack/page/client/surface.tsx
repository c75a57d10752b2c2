import { useMemo, useRef, useState } from 'react';
import type { State } from '../../inputs.ts';
import type { Block } from '../screen-state.ts';
import type { Act, Typed } from '../seat.ts';
import { Blocks } from './blocks.tsx';
import { SurfaceContext, type SurfaceParts, useSurroundings } from './surroundings.ts';

/** What typed texts outlive a change of the surface that keeps its fields. */
export type Texts = Map<string, Typed[number]>;

/** Blocks that can be acted on, and beneath them what went wrong in doing so. */
export function Surface({
  id,
  blocks,
  state,
  errors = {},
  texts: given,
}: {
  id: string;
  blocks: readonly Block[];
  state: State;
  errors?: Record<string, string>;
  texts?: Texts;
}) {
  const { act } = useSurroundings();
  const [problem, setProblem] = useState<string | null>(null);
  const own = useRef<Texts>(new Map());
  const texts = given ?? own.current;
  const parts = useMemo<SurfaceParts>(
    () => ({
      ...{ id, state, errors, texts },
      run: async (what: Act) => {
        setProblem(null);
        try {
          return await act(what);
        } catch (error) {
          setProblem((error as Error).message);
          return [];
        }
      },
    }),
    [id, state, errors, texts, act],
  );
  return (
    <SurfaceContext value={parts}>
      <Blocks blocks={blocks} />
      {problem !== null && (
        <p className="error" role="alert">
          <span aria-hidden="true">⚠ </span>
          {problem}
        </p>
      )}
    </SurfaceContext>
  );
}
