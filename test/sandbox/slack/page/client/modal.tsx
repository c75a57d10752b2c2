import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ShownModal } from '../screen-state.ts';
import { plain } from './mrkdwn.tsx';
import { Surface, type Texts } from './surface.tsx';
import { useSurroundings } from './surroundings.ts';

const FIELDS = '.blocks input, .blocks textarea';

/** The window on top. The keyboard stays in it, and goes back to where it was when the last one is closed. */
export function Modal({ modal }: { modal: ShownModal }) {
  const { act } = useSurroundings();
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const texts = useRef(new Map<string, Texts>());
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => {
      const back = before?.isConnected ? before : document.querySelector<HTMLElement>('#say');
      // Once the window is gone from the page.
      queueMicrotask(() => back?.focus());
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at whenever the app shows something else
  useEffect(() => {
    const inside = document.activeElement?.closest('.blocks');
    if (inside && dialog.current?.contains(inside)) return;
    const field = dialog.current?.querySelector<HTMLElement>(FIELDS) ?? title.current;
    field?.focus();
  }, [modal.id, modal.hash]);

  const own = texts.current.get(modal.id) ?? new Map();
  texts.current.set(modal.id, own);

  const run = async (what: Parameters<typeof act>[0]): Promise<void> => {
    setProblem(null);
    setBusy(true);
    try {
      await act(what);
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  const close = (all: boolean): void => void run({ do: 'close', surface: modal.id, all });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (modal.submit === null || isBusy) return;
    void run({ do: 'submit', surface: modal.id, typed: [...own.values()] });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close(false);
  };
  return (
    <dialog ref={dialog} className="modal" aria-labelledby="modal-title" onKeyDown={key}>
      <form onSubmit={submit} noValidate>
        <header>
          <h2 id="modal-title" ref={title} tabIndex={-1}>
            {plain(modal.title)}
          </h2>
          <button type="button" className="cross" onClick={() => close(true)}>
            <span aria-hidden="true">×</span>
            <span className="unseen">{modal.depth > 1 ? 'Leave all windows' : 'Leave this window'}</span>
          </button>
        </header>
        <div className="inside">
          <Surface
            key={modal.id}
            id={modal.id}
            blocks={modal.blocks}
            state={modal.state}
            errors={modal.errors}
            texts={own}
          />
        </div>
        {problem !== null && (
          <p className="error" role="alert">
            <span aria-hidden="true">⚠ </span>
            {problem}
          </p>
        )}
        <footer>
          <button type="button" className="button" onClick={() => close(false)}>
            {plain(modal.close)}
          </button>
          {modal.submit !== null && (
            <button type="submit" className="button primary" aria-busy={isBusy}>
              {plain(modal.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}
