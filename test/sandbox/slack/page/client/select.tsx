/** A select that can be searched, by keyboard as by mouse. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';

export type Choice = {
  /** What it is chosen by. */
  text: string;
  shown: string;
  about?: string;
  group?: string;
};

type Offered = { for: string; choices: Choice[] } | 'loading' | 'failed';

const PAUSE_MS = 120;

export function Select({
  id: given,
  label,
  about,
  isWrong,
  placeholder,
  least,
  isAsked,
  chosen,
  isMulti,
  load,
  onChoose,
  onClear,
}: {
  id: string | undefined;
  label: string;
  about: string | undefined;
  isWrong: boolean | undefined;
  placeholder: string;
  /** Characters that have to be typed before anything is offered. */
  least: number;
  /** The app is asked for the choices. */
  isAsked: boolean;
  chosen: readonly Choice[];
  isMulti: boolean;
  load(text: string): Promise<Choice[]>;
  onChoose(choice: Choice, query: string): Promise<unknown>;
  onClear: (() => Promise<unknown>) | undefined;
}) {
  const own = useId();
  const id = given ?? own;
  const [query, setQuery] = useState<string | null>(null);
  const [offered, setOffered] = useState<Offered>('loading');
  const [at, setAt] = useState(0);
  const [coming, setComing] = useState<Choice | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const isOpen = query !== null;
  const isShort = isOpen && [...query].length < least;
  const loading = useRef(load);
  loading.current = load;

  useEffect(() => {
    if (query === null || [...query].length < least) return;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const choices = await loading.current(query);
        if (!isOver) setOffered({ for: query, choices });
      } catch {
        if (!isOver) setOffered('failed');
      }
    };
    setOffered('loading');
    setAt(0);
    const timer = setTimeout(() => void ask(), isAsked && query !== '' ? PAUSE_MS : 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [query, least, isAsked]);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const choices = typeof offered === 'object' ? offered.choices : [];
  const take = async (choice: Choice): Promise<void> => {
    const asked = typeof offered === 'object' ? offered.for : '';
    setQuery(null);
    if (!isMulti) setComing(choice);
    await onChoose(choice, asked);
    setComing(null);
  };
  const key = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) setAt(Math.min(Math.max(at + step, 0), Math.max(choices.length - 1, 0)));
      else setQuery('');
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = choices[at];
      if (!isOpen) setQuery('');
      else if (choice && !isShort) void take(choice);
    } else if (event.key === 'Escape' && isOpen) {
      // The modal below stays open.
      event.preventDefault();
      event.stopPropagation();
      setQuery(null);
    }
  };
  const shown = coming?.shown ?? (isMulti ? '' : (chosen[0]?.shown ?? ''));
  return (
    <div className="select">
      {isMulti && chosen.length > 0 && (
        <ul className="chosen" aria-label={`${label}: chosen`}>
          {chosen.map(one => (
            <li key={one.text}>
              <button type="button" onClick={() => void onChoose(one, one.text)}>
                {one.shown}
                <span aria-hidden="true"> ×</span>
                <span className="unseen"> take away</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        type="text"
        role="combobox"
        aria-label={given ? undefined : label}
        aria-describedby={about || undefined}
        aria-invalid={isWrong}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && choices.length > 0 ? `${id}-${at}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={shown || placeholder}
        value={query ?? shown}
        onChange={({ target }) => setQuery(target.value)}
        onClick={() => setQuery(query ?? '')}
        onKeyDown={key}
        onBlur={() => setQuery(null)}
      />
      {onClear && (
        <button type="button" className="clear" onClick={() => void onClear()}>
          <span aria-hidden="true">×</span>
          <span className="unseen">Clear {label}</span>
        </button>
      )}
      {isOpen && (
        <div className="offered">
          {isShort && <p role="status">Type {least} characters or more.</p>}
          {!isShort && offered === 'loading' && <p role="status">Loading…</p>}
          {offered === 'failed' && <p role="alert">The choices could not be loaded.</p>}
          {!isShort && typeof offered === 'object' && choices.length === 0 && <p role="status">No results</p>}
          <div id={`${id}-list`} role="listbox" aria-label={label} aria-multiselectable={isMulti} ref={list}>
            {!isShort &&
              choices.map((choice, index) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
                <div
                  key={`${choice.group ?? ''}/${choice.text}`}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  className={chosen.some(({ text }) => text === choice.text) ? 'is-chosen' : ''}
                  onMouseDown={event => event.preventDefault()}
                  onClick={() => void take(choice)}
                >
                  {choice.group !== undefined && choice.group !== choices[index - 1]?.group && (
                    <span className="group" aria-hidden="true">
                      {choice.group}
                    </span>
                  )}
                  {choice.shown}
                  {choice.about !== undefined && <span className="hint">{choice.about}</span>}
                </div>
              ))}
          </div>
        </div>
      )}
    </div>
  );
}
