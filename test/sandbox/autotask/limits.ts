import type { Clock } from '../../../src/clock.ts';
import type { Requests } from './requests.ts';
import type { AutotaskSwitches } from './switches.ts';

const WINDOW_MS = 3_600_000;

/** Requests of the last sixty minutes, of all users and integrations of the one database together. */
export class Quota {
  readonly #clock: Clock;
  #times: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get used(): number {
    const start = this.#clock.now().getTime() - WINDOW_MS;
    const first = this.#times.findIndex(time => time > start);
    this.#times = first === -1 ? [] : first === 0 ? this.#times : this.#times.slice(first);
    return this.#times.length;
  }

  /** Counts requests now; other integrations of the same customer use the same quota. */
  use(count: number): void {
    const now = this.#clock.now().getTime();
    for (let i = 0; i < count; i++) this.#times.push(now);
  }

  /** Half a second from half of the quota on, a second from three quarters on. */
  latencyMs(limit: number): number {
    const { used } = this;
    if (used < limit * 0.5) return 0;
    return used < limit * 0.75 ? 500 : 1000;
  }
}

/** Requests under way by lane: integration code and endpoint. */
export class Lanes {
  readonly #underWay = new Map<string, number>();
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** Undefined when the lane is full; else how to leave it again, once. */
  enter(lane: string, { threads, threadLagMs }: AutotaskSwitches): { leave(): void } | undefined {
    const now = (this.#underWay.get(lane) ?? 0) + 1;
    const most = this.#requests.mostAtOnce;
    most[lane] = Math.max(most[lane] ?? 0, now);
    if (now > threads) return undefined;
    this.#underWay.set(lane, now);
    let left = false;
    const free = () => this.#underWay.set(lane, (this.#underWay.get(lane) ?? 1) - 1);
    return {
      leave: () => {
        if (left) return;
        left = true;
        if (threadLagMs > 0) setTimeout(free, threadLagMs);
        else free();
      },
    };
  }
}
