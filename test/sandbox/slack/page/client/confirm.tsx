import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Confirmation } from './surroundings.ts';

/** Slack's question before a button that wants one. */
export function Confirm({ asked, answer }: { asked: Confirmation; answer(agreed: boolean): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => queueMicrotask(() => before?.isConnected && before.focus());
  }, []);
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    answer(false);
  };
  return (
    <dialog
      ref={dialog}
      className="confirm"
      role="alertdialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      onKeyDown={key}
    >
      <h2 id="confirm-title" className="title">
        {asked.title}
      </h2>
      <p id="confirm-text">{asked.text}</p>
      <footer>
        <button type="button" className="button" onClick={() => answer(false)}>
          {asked.deny}
        </button>
        <button
          type="button"
          className={`button ${asked.danger ? 'danger' : 'primary'}`}
          onClick={() => answer(true)}
        >
          {asked.confirm}
        </button>
      </footer>
    </dialog>
  );
}
