/** The far sides' books beside the Slack: what PRISM bills, what Autotask holds, and ways to meddle with both. */
import { type FormEvent, useState } from 'react';
import { inWords, monthInWords } from '../../../../../src/plan/numbers/calendar.ts';
import { roundTo } from '../../../../../src/plan/numbers/decimal.ts';
import { thousands } from '../../../../../src/plan/tally/words.ts';
import type { HeldContract, HeldService, PanelAct, PanelState, ShownInvoice } from '../panel.ts';
import { meddle } from './server.ts';

type Meddle = (what: PanelAct) => Promise<void>;

export function Books({ panel, onClose }: { panel: PanelState; onClose(): void }) {
  const [said, setSaid] = useState('');
  const [isProblem, setProblem] = useState(false);
  const doing: Meddle = async what => {
    try {
      setSaid(await meddle(what));
      setProblem(false);
    } catch (error) {
      setSaid((error as Error).message);
      setProblem(true);
    }
  };
  return (
    <aside className="books" aria-label="Books">
      <header>
        <h2>Behind the scenes</h2>
        <button type="button" className="cross" onClick={onClose}>
          <span aria-hidden="true">×</span>
          <span className="unseen">Close books</span>
        </button>
      </header>
      <div className="inside">
        <p className={isProblem ? 'error' : 'said-so'} role="status">
          {said}
        </p>
        <Time panel={panel} doing={doing} />
        <Trouble panel={panel} doing={doing} />
        <h3>PRISM’s invoices</h3>
        {panel.invoices.length === 0 && <p className="empty">None yet.</p>}
        {panel.invoices.map(invoice => (
          <Invoice key={invoice.id} invoice={invoice} />
        ))}
        {panel.nextMonth !== null && (
          <button type="button" className="button" onClick={() => void doing({ do: 'issue' })}>
            Issue {monthInWords(panel.nextMonth)}
          </button>
        )}
        <h3>Autotask’s contracts</h3>
        <p className="hint">
          {panel.writes} {panel.writes === 1 ? 'write' : 'writes'} accepted so far.
        </p>
        {panel.contracts.map(contract => (
          <Contract key={contract.id} contract={contract} doing={doing} />
        ))}
        {panel.credentials.length > 0 && (
          <details>
            <summary>What to type to connect</summary>
            {panel.credentials.map(({ of, fields }) => (
              <dl key={of}>
                {fields.map(({ label, value }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>
                      <code>{value}</code>
                    </dd>
                  </div>
                ))}
              </dl>
            ))}
          </details>
        )}
      </div>
    </aside>
  );
}

const instant = (iso: string): string =>
  `${new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Australia/Sydney',
  }).format(new Date(iso))} in Sydney`;

function Time({ panel, doing }: { panel: PanelState; doing: Meddle }) {
  return (
    <>
      <h3>Time</h3>
      <p>
        It is <strong>{instant(panel.now)}</strong>, and stays so until you move the clock.
      </p>
      <button type="button" className="button" onClick={() => void doing({ do: 'tick' })}>
        Move to the next check
      </button>
      <p className="hint">{instant(panel.nextCheck)}</p>
    </>
  );
}

function Trouble({ panel, doing }: { panel: PanelState; doing: Meddle }) {
  return (
    <>
      <h3>Make trouble</h3>
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() => void doing({ do: panel.userLocked ? 'unlock' : 'lock' })}
        >
          {panel.userLocked ? 'Unlock the API user' : 'Lock the API user'}
        </button>
        <button
          type="button"
          className="button"
          aria-pressed={panel.dropArmed}
          onClick={() => void doing({ do: 'drop' })}
        >
          Lose the next answer
        </button>
      </div>
      <p className="hint">
        {panel.userLocked ? 'Autotask’s API user is locked. ' : ''}
        {panel.dropArmed ? 'The next write will happen, and its answer will be lost.' : ''}
      </p>
    </>
  );
}

const two = (amount: string): string => thousands(roundTo(amount, 2));

function Invoice({ invoice }: { invoice: ShownInvoice }) {
  return (
    <details>
      <summary>
        {monthInWords(invoice.month)} · {invoice.number} · {invoice.status} · {two(invoice.cost)} AUD
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
      <section className="scrolls" tabIndex={0} aria-label={`Lines of ${invoice.number}`}>
        <table>
          <thead>
            <tr>
              <th>Customer, offer, days</th>
              <th className="number">Seats</th>
              <th className="number">Cost</th>
              <th className="number">Retail</th>
            </tr>
          </thead>
          <tbody>
            {invoice.lines.map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row of a file has no other name
              <tr key={at}>
                <td>
                  <strong>{line.customer}</strong> · {line.offer}
                  <span className="hint">
                    {inWords(line.from)} – {inWords(line.to)}
                  </span>
                </td>
                <td className="number">{line.quantity}</td>
                <td className="number">{two(line.cost)}</td>
                <td className="number">{two(line.retail)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function Contract({ contract, doing }: { contract: HeldContract; doing: Meddle }) {
  const [first] = contract.postable;
  return (
    <details>
      <summary>
        {contract.company} · {contract.services.length}{' '}
        {contract.services.length === 1 ? 'service' : 'services'}
      </summary>
      {contract.services.map(service => (
        <Service key={service.lineId} service={service} doing={doing} />
      ))}
      {contract.charges.map(charge => (
        <p key={charge.id}>
          Charge of {inWords(charge.date)}: {charge.name}, {two(charge.price)}
          {charge.billed ? ', billed' : ''}
        </p>
      ))}
      {first !== undefined && (
        <button
          type="button"
          className="button"
          onClick={() => void doing({ do: 'post', contractId: contract.id, periodStart: first })}
        >
          Post {monthInWords(first.slice(0, 7))} of {contract.company}
        </button>
      )}
    </details>
  );
}

function Service({ service, doing }: { service: HeldService; doing: Meddle }) {
  const [last] = service.rows.toReversed();
  const [date, setDate] = useState(service.rows[0]?.from ?? '');
  const [delta, setDelta] = useState('1');
  const change = (event: FormEvent): void => {
    event.preventDefault();
    void doing({ do: 'adjust', lineId: service.lineId, date, delta: Number(delta) });
  };
  return (
    <section className="service" aria-label={service.product}>
      <h4>{service.product}</h4>
      <p className="hint">
        {service.name} · unit price {service.unitPrice}, cost {service.unitCost}
      </p>
      <table>
        <thead>
          <tr>
            <th>From</th>
            <th>To</th>
            <th className="number">Units</th>
            <th className="number">Price</th>
            <th>Posted</th>
          </tr>
        </thead>
        <tbody>
          {service.rows.map(row => (
            <tr key={row.id}>
              <td className="date">{inWords(row.from)}</td>
              <td className="date">{inWords(row.to)}</td>
              <td className="number">{row.units}</td>
              <td className="number">{two(row.price)}</td>
              <td>{row.posted ? 'posted' : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {last && (
        <form className="row" onSubmit={change}>
          <label>
            By hand from{' '}
            <input type="date" value={date} onChange={({ target }) => setDate(target.value)} required />
          </label>
          <label>
            seats{' '}
            <input
              type="number"
              value={delta}
              step={1}
              onChange={({ target }) => setDelta(target.value)}
              required
            />
          </label>
          <button type="submit" className="button">
            Change
          </button>
        </form>
      )}
    </section>
  );
}
