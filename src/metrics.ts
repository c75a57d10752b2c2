/** What `/metrics` tells: numbers about this process, without names, ids or money. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export type Metrics = {
  /** A request of Slack was acknowledged. `kind`: command, action, view, options or event. */
  acked(kind: string, seconds: number): void;
  /** A request was turned away; `why` is one of few words. */
  refused(why: string): void;
  /** In Prometheus' own format. */
  text(): Promise<string>;
  contentType: string;
};

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const acks = new Histogram({
    name: 'prism_bot_slack_ack_seconds',
    help: 'Time until a request of Slack was acknowledged.',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  });
  const refusals = new Counter({
    name: 'prism_bot_slack_refusals_total',
    help: 'Requests that were turned away, by reason.',
    labelNames: ['why'],
    registers,
  });
  return {
    acked: (kind, seconds) => acks.observe({ kind }, seconds),
    refused: why => refusals.inc({ why }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
