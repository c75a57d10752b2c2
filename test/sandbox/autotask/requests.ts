import type { EntityName } from './records.ts';

export type Action =
  | 'query'
  | 'count'
  | 'read'
  | 'create'
  | 'update'
  | 'replace'
  | 'delete'
  | 'metadata'
  | 'zone'
  | 'threshold'
  | 'version';

export type SeenRequest = {
  host: 'discovery' | 'zone';
  /** null: no entity, or none that Autotask has. */
  entity: EntityName | null;
  action: Action | 'unknown';
  method: string;
  /** Path with its query. */
  path: string;
  /** 0 until answered, and for a connection that was dropped. */
  status: number;
  /** By the sandbox's clock, in milliseconds. */
  at: number;
  headers: Record<string, unknown>;
  body: string;
  /** What the used part of the hourly quota adds to the answer's time, whether it was slept or not. */
  latencyMs: number;
};

/** A write that took effect, answered or not. */
export type Write = {
  entity: EntityName;
  action: 'create' | 'update' | 'replace' | 'delete';
  body: Record<string, unknown>;
  id: number | null;
  userName: string;
};

/** Every request that reached the sandbox, in order. */
export class Requests {
  readonly all: SeenRequest[] = [];
  readonly writes: Write[] = [];
  /** Most requests under way at one time, by `integration code + first path segment`, those turned away included. */
  readonly mostAtOnce: Record<string, number> = {};

  of(entity: EntityName, action?: Action): SeenRequest[] {
    return this.all.filter(
      seen => seen.entity === entity && (action === undefined || seen.action === action),
    );
  }

  count(entity: EntityName, action?: Action): number {
    return this.of(entity, action).length;
  }

  /** Requests for paths Autotask does not have. */
  get unknown(): SeenRequest[] {
    return this.all.filter(({ action }) => action === 'unknown');
  }

  writesOf(entity: EntityName): Write[] {
    return this.writes.filter(write => write.entity === entity);
  }

  clear(): void {
    this.all.length = 0;
    this.writes.length = 0;
    for (const lane of Object.keys(this.mostAtOnce)) delete this.mostAtOnce[lane];
  }
}
