import { useEffect, useRef } from 'react';
import type { Screen } from '../screen-state.ts';

/** Who one is, and the places one can be. */
export function Sidebar({
  screen,
  place,
  home,
  onPlace,
  onWho,
}: {
  screen: Screen;
  place: string;
  home: string;
  onPlace(to: string): void;
  onWho(who: string): void;
}) {
  /** How many messages of each place were on the screen when one was last there. */
  const read = useRef(new Map<string, number>());
  const counts = Map.groupBy(screen.messages, ({ channelId }) => channelId);
  const countOf = (id: string): number => counts.get(id)?.length ?? 0;
  useEffect(() => {
    for (const { id } of screen.channels)
      if (id === place || !read.current.has(id)) read.current.set(id, countOf(id));
  });
  const button = (id: string, shown: string) => {
    const isNew = id !== place && countOf(id) > (read.current.get(id) ?? countOf(id));
    return (
      <li key={id}>
        <button
          type="button"
          aria-current={id === place ? 'page' : undefined}
          className={isNew ? 'is-new' : ''}
          onClick={() => onPlace(id)}
        >
          {shown}
          {isNew && <span className="unseen"> (new messages)</span>}
        </button>
      </li>
    );
  };
  const of = (isDirect: boolean) => screen.channels.filter(({ kind }) => (kind === 'direct') === isDirect);
  return (
    <nav aria-label="Workspace">
      <p className="workspace">{screen.workspace}</p>
      <label>
        <span>You are</span>
        <select value={screen.me.who} onChange={({ target }) => onWho(target.value)}>
          {screen.players.map(({ who, name, role }) => (
            <option key={who} value={who}>
              {name} ({role})
            </option>
          ))}
        </select>
      </label>
      <ul>
        {button(home, 'Home')}
        {of(false).map(({ id, name }) => button(id, `# ${name}`))}
        {of(true).map(({ id, name }) => button(id, name))}
      </ul>
    </nav>
  );
}
