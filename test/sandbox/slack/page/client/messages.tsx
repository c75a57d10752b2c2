/** What stands in a channel or a thread, and the box to say something. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ShownMessage } from '../screen-state.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { Surface } from './surface.tsx';
import { useSurroundings } from './surroundings.ts';

const timeIn = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at));

export function Messages({
  messages,
  label,
  replies,
  said = 0,
  onThread,
}: {
  messages: readonly ShownMessage[];
  label: string;
  /** How often the person said something here, after which they want to see what comes of it. */
  said?: number;
  /** By the stamp of what they reply to. */
  replies: Map<string | null, ShownMessage[]>;
  onThread?: (ts: string) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const height = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time, whatever it is
  useEffect(() => {
    wasAtEnd.current = true;
  }, [said]);
  useEffect(() => {
    height.current = list.current?.scrollHeight ?? 0;
    if (wasAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  });
  return (
    <div
      ref={list}
      className="messages"
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        // What has just come is scrolled to in a moment.
        if (scrollHeight === height.current) wasAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {messages.length === 0 && <p className="empty">Nothing here yet. Type /prism help below.</p>}
      {messages.map(message => (
        <OneMessage
          key={message.ts}
          message={message}
          replies={replies.get(message.ts)?.length ?? 0}
          onThread={onThread}
        />
      ))}
    </div>
  );
}

function OneMessage({
  message,
  replies,
  onThread,
}: {
  message: ShownMessage;
  replies: number;
  onThread: ((ts: string) => void) | undefined;
}) {
  const { screen } = useSurroundings();
  const { channelId, ts, from, isBot, isEphemeral } = message;
  const initials = from
    .split(' ')
    .map(word => word[0])
    .join('')
    .slice(0, 2);
  const at = timeIn(message.at, screen.timeZone);
  return (
    <article className={isEphemeral ? 'message ephemeral' : 'message'} aria-label={`${from}, ${at}`}>
      <div className={isBot ? 'face bot' : 'face'} aria-hidden="true">
        {isBot ? '⇄' : initials}
      </div>
      <div className="said">
        {isEphemeral && (
          <p className="only-you">
            <span aria-hidden="true">👁 </span>Only visible to you
          </p>
        )}
        <p className="from">
          <strong>{from}</strong>
          {isBot && <span className="app">APP</span>}
          <time dateTime={message.at}>{at}</time>
        </p>
        {message.blocks.length > 0 ? (
          <Surface id={`${channelId}/${ts}`} blocks={message.blocks} state={message.state} />
        ) : (
          <div className="block section">
            <div className="words">
              <Mrkdwn text={message.text} />
            </div>
          </div>
        )}
        {message.files.map(name => (
          <p key={name} className="file">
            <span aria-hidden="true">📎 </span>
            {name}
          </p>
        ))}
        {message.isEdited && <span className="edited">(edited)</span>}
        {replies > 0 && onThread && (
          <button type="button" className="replies" onClick={() => onThread(ts)}>
            {replies} {replies === 1 ? 'reply' : 'replies'}
          </button>
        )}
      </div>
    </article>
  );
}

export function MessageBox({ channelId, name, onSaid }: { channelId: string; name: string; onSaid(): void }) {
  const { act } = useSurroundings();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const said = useRef<string[]>([]);
  const back = useRef(0);
  const say = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const line = text.trim();
    if (line === '') return;
    said.current.push(line);
    back.current = 0;
    setText('');
    setProblem(null);
    onSaid();
    try {
      await act({ do: 'say', channelId, text: line });
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const recall = (step: number): void => {
    const all = said.current;
    back.current = Math.min(Math.max(back.current + step, 0), all.length);
    setText(back.current === 0 ? '' : (all[all.length - back.current] ?? ''));
  };
  return (
    <form className="box" onSubmit={event => void say(event)}>
      {problem !== null && (
        <p className="error" role="alert">
          <span aria-hidden="true">⚠ </span>
          {problem}
        </p>
      )}
      <div>
        <input
          id="say"
          type="text"
          aria-label={`Message to ${name}`}
          placeholder={`Message ${name}, for instance /prism help`}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={event => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            recall(event.key === 'ArrowUp' ? 1 : -1);
          }}
        />
        <button type="submit" className="button primary">
          Send
        </button>
      </div>
    </form>
  );
}
