import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Act } from '../seat.ts';
import { Books } from './books.tsx';
import { Confirm } from './confirm.tsx';
import { MessageBox, Messages } from './messages.tsx';
import { Modal } from './modal.tsx';
import { act as send, useScreen } from './server.ts';
import { Sidebar } from './sidebar.tsx';
import { Surface } from './surface.tsx';
import { type Confirmation, type Surroundings, SurroundingsContext } from './surroundings.ts';

const HOME = 'home';
/** From this width on there is room for channel, thread and books. */
const WIDE = 1500;

export function Page() {
  const [who, setWho] = useState(() => new URLSearchParams(location.hash.slice(1)).get('as') ?? '');
  return <Seated key={who} who={who} onWho={setWho} />;
}

function Seated({ who, onWho }: { who: string; onWho(who: string): void }) {
  const { screen, isConnected } = useScreen(who);
  const me = screen?.me.who ?? who;
  const [place, setPlace] = useState<string | null>(null);
  const [said, setSaid] = useState(0);
  const [thread, setThread] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ of: Confirmation; answer(agreed: boolean): void } | null>(null);
  const [areBooksOpen, setBooksOpen] = useState(() => matchMedia('(min-width: 1200px)').matches);

  useEffect(() => {
    if (me !== '') history.replaceState(null, '', `#as=${encodeURIComponent(me)}`);
  }, [me]);

  const act = useCallback((what: Act) => send(me, what), [me]);
  const confirm = useCallback(
    (of: Confirmation) =>
      new Promise<boolean>(resolve => {
        setAsked({
          of,
          answer: agreed => {
            setAsked(null);
            resolve(agreed);
          },
        });
      }),
    [],
  );
  const around = useMemo<Surroundings | null>(
    () => (screen ? { screen, act, confirm } : null),
    [screen, act, confirm],
  );
  if (!screen || !around) return <p className="waiting">{isConnected ? 'Loading…' : GONE}</p>;

  const channel =
    screen.channels.find(({ id }) => id === place) ?? screen.channels.find(({ kind }) => kind !== 'direct');
  const isHome = place === HOME;
  const here = screen.messages.filter(({ channelId }) => channelId === channel?.id);
  const replies = Map.groupBy(here, ({ threadTs }) => threadTs);
  const parent = here.find(({ ts }) => ts === thread);
  const goTo = (to: string): void => {
    setPlace(to);
    setThread(null);
    if (to === HOME) act({ do: 'open-home' }).catch(() => {});
  };
  const openThread = (ts: string): void => {
    setThread(ts);
    // Beside both, the channel would be too narrow to read.
    if (innerWidth < WIDE) setBooksOpen(false);
  };
  const name = channel ? (channel.kind === 'direct' ? channel.name : `#${channel.name}`) : '';
  return (
    <SurroundingsContext value={around}>
      <div className="page" data-working={screen.working}>
        <Sidebar
          screen={screen}
          place={isHome ? HOME : (channel?.id ?? '')}
          home={HOME}
          onPlace={goTo}
          onWho={onWho}
        />
        <main>
          <header>
            <h1>{isHome ? 'PRISM Bot · Home' : name}</h1>
            <span className="working" role="status">
              {isConnected ? (screen.working ? 'Working…' : '') : GONE}
            </span>
            {screen.panel && (
              <button
                type="button"
                className="button"
                aria-expanded={areBooksOpen}
                onClick={() => setBooksOpen(!areBooksOpen)}
              >
                Books
              </button>
            )}
          </header>
          {isHome ? (
            <section className="home" aria-label="Home tab">
              {screen.home ? <Surface {...screen.home} /> : <p className="empty">Loading…</p>}
            </section>
          ) : (
            <>
              <Messages
                key={channel?.id}
                messages={replies.get(null) ?? []}
                label={name}
                replies={replies}
                said={said}
                onThread={openThread}
              />
              {channel && (
                <MessageBox
                  key={channel.id}
                  channelId={channel.id}
                  name={name}
                  onSaid={() => setSaid(said + 1)}
                />
              )}
            </>
          )}
        </main>
        {parent && !isHome && (
          <section className="thread" aria-label="Thread">
            <header>
              <h2>Thread</h2>
              <button type="button" className="cross" onClick={() => setThread(null)}>
                <span aria-hidden="true">×</span>
                <span className="unseen">Close thread</span>
              </button>
            </header>
            <Messages
              messages={[parent, ...(replies.get(parent.ts) ?? [])]}
              label="Thread"
              replies={new Map()}
            />
          </section>
        )}
        {screen.panel && areBooksOpen && <Books panel={screen.panel} onClose={() => setBooksOpen(false)} />}
      </div>
      {screen.modal && <Modal modal={screen.modal} />}
      {asked && <Confirm asked={asked.of} answer={asked.answer} />}
    </SurroundingsContext>
  );
}

const GONE = 'The page’s server does not answer. Is npm run demo still running?';
