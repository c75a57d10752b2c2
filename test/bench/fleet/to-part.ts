import { availableParallelism, cpus } from 'node:os';
import { type Bound, type Part, type Row, rowOf } from '../part.ts';
import type { Round } from './round.ts';
import type { Pace } from './turns.ts';
import { HANDS } from './watch.ts';

export type Measured = {
  customers: number;
  linesEach: number;
  changed: number;
  latencyMs: number;
  /** How many workspaces there would be. */
  fleet: number;
  rounds: readonly Round[];
};

export type Queue = {
  waitMs: number;
  /** By the number of processes: all of the fleet, whose work is to wait so long. */
  waits: ReadonlyMap<number, Pace>;
  /** All of the fleet, with nothing to do, and one process. */
  empty: Pace;
};

export function toPart(measured: Measured, queue: Queue): Part {
  const { customers, linesEach, changed, latencyMs, fleet, rounds } = measured;
  const { requests, writes } = rounds[0]!;
  const names = [...Map.groupBy(rounds, one => one.processes)].map(
    ([processes, its]) => `${its.map(one => one.workspaces).join(' + ')} by ${processes}`,
  );
  return {
    title: `First of the month: workspaces of ${customers} customers, by 1, 2 and 4 processes`,
    on: [
      `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), Node ${process.versions.node}, one PostgreSQL;`,
      `${linesEach} lines a customer, ${percent(changed)} of them changed;`,
      `${requests.toFixed(0)} requests a workspace, ${writes} of them writes, each answered after ${latencyMs} ms;`,
      `workspaces: ${names.join(', ')}`,
    ].join(' '),
    rows: [...syncRows(measured), ...queueRows(measured, queue)],
    notes: [
      `Real: the queue, a worker’s thread and the one for messages in each process, PostgreSQL with fsync. Each workspace looks for its invoice, finds it, and syncs products and customers. Simulated: PRISM, an Autotask for each workspace and Slack, in one process apart that uses ${Math.max(...rounds.map(one => one.farCores)).toFixed(2)} of a core at most. Left out: Slack’s door and the threads of the timetable.`,
      `Paces are taken while every hand has work, after its first workspace. The ${fleet} workspaces are real only where they wait or are empty; a sync of all of them is reckoned from the pace: ${reckoned(measured)}.`,
      processorNote(rounds),
      `Sessions on the database at most: ${sessionsNote(rounds)}.`,
      `The queue alone: ${fleet} workspaces through real hands in processes of their own, ${queue.waitMs} ms each instead of a sync; so it is asked more than a hundred times as often as in earnest.`,
      `A workspace is woken three times, by the tick and by its two runs; the first time everything is done, the others cost an empty turn each.`,
    ],
  };
}

function syncRows({ rounds }: Measured): Row[] {
  const pace = paceBy(rounds);
  return [
    times({ what: 'Syncs by 2 processes', processes: 2, pace, bound: { atLeast: 0.85 } }),
    times({ what: 'Syncs by 4 processes', processes: 4, pace }),
    rowOf({
      what: 'A hand’s wait for its next workspace, 2 processes',
      value: ms(mean(of(rounds, 2).map(one => one.betweenMs))),
      baseline: `a workspace’s ${seconds(mean(of(rounds, 2).map(one => one.turnMs)))}`,
      ratio: mean(of(rounds, 2).map(one => one.betweenMs / one.turnMs)),
      bound: { atMost: 0.02 },
    }),
  ];
}

function queueRows({ rounds, fleet }: Measured, { waitMs, waits, empty }: Queue): Row[] {
  const turnMs = mean(of(rounds, 1).map(one => one.turnMs));
  const pace = (processes: number): number => waits.get(processes)!.perSecond;
  const cost = (what: string, costMs: number, bound: Bound | null): Row =>
    rowOf({
      what,
      value: ms(costMs),
      baseline: `a workspace’s ${seconds(turnMs)}`,
      ratio: costMs / turnMs,
      bound,
    });
  const handMs = (perSecond: number): number => (HANDS * 1000) / perSecond;
  return [
    cost('The queue’s overhead for a workspace', handMs(pace(1)) - waitMs, { atMost: 0.02 }),
    cost(`A workspace with nothing to do, of ${fleet}`, handMs(empty.perSecond), { atMost: 0.02 }),
    ...[...waits.keys()]
      .filter(processes => processes > 1)
      .map(processes =>
        times({ what: `The queue alone, ${fleet} workspaces, ${processes} processes`, processes, pace }),
      ),
  ];
}

/** What so many processes do against so many times one. */
function times({
  what,
  processes,
  pace,
  bound = null,
}: {
  what: string;
  processes: number;
  pace: (processes: number) => number;
  bound?: Bound | null;
}): Row {
  return rowOf({
    what,
    value: `${pace(processes).toFixed(2)}/s`,
    baseline: `${processes} × ${pace(1).toFixed(2)}/s`,
    ratio: pace(processes) / (processes * pace(1)),
    bound,
  });
}

function reckoned({ rounds, fleet }: Measured): string {
  const pace = paceBy(rounds);
  return [1, 2, 4]
    .map(processes => `${(fleet / pace(processes) / 60).toFixed(0)} min by ${processes}`)
    .join(', ');
}

function processorNote(rounds: readonly Round[]): string {
  const each = (side: keyof Round['cpuMs']): number => mean(rounds.map(one => one.cpuMs[side]));
  const [bots, postgres, far] = [each('bots'), each('postgres'), each('far')];
  const cores = availableParallelism();
  if (Number.isNaN(postgres)) {
    return `Processor time of a workspace: ${bots.toFixed(0)} ms in the bots, ${far.toFixed(0)} ms in the far sides; of PostgreSQL it is not known on this system.`;
  }
  const others = rounds.map(one => one.othersCores);
  const most = (cores * 1000) / (bots + postgres + far);
  return `Processor time of a workspace: ${bots.toFixed(0)} ms in the bots, ${postgres.toFixed(0)} ms in PostgreSQL, ${far.toFixed(0)} ms in the far sides: ${cores} cores carry ${most.toFixed(1)} workspaces/s at most, whatever the number of processes. ${othersNote(others, cores)}`;
}

const othersNote = (others: readonly number[], cores: number): string => {
  const used = `Others on this machine used ${others.map(one => one.toFixed(1)).join(', ')} of ${cores} cores meanwhile`;
  return Math.max(...others) > cores / 8
    ? `${used}: a machine that is free gives other figures, above all for several processes.`
    : `${used}.`;
};

const sessionsNote = (rounds: readonly Round[]): string =>
  [...Map.groupBy(rounds, one => one.processes)]
    .map(
      ([processes, its]) => `${Math.max(...its.map(one => one.sessions))} with ${processes} and this bench`,
    )
    .join(', ');

const of = (rounds: readonly Round[], processes: number): Round[] =>
  rounds.filter(one => one.processes === processes);
const paceBy =
  (rounds: readonly Round[]) =>
  (processes: number): number =>
    mean(of(rounds, processes).map(one => one.perSecond));
const mean = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0) / values.length;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
const seconds = (value: number): string => `${(value / 1000).toFixed(2)} s`;
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
