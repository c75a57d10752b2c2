import type { Route } from './faults.ts';

export type SeenRequest = {
  host: 'identity' | 'data';
  route: Route;
  method: string;
  /** Path with its query. */
  path: string;
  /** 0 until answered, and for a connection that was dropped. */
  status: number;
  /** By the sandbox's clock, in milliseconds. */
  at: number;
  headers: Record<string, unknown>;
  body: string;
};

/** Every request that reached the sandbox, in order. */
export class Requests {
  readonly all: SeenRequest[] = [];
  /** Most requests to the data host under way at one time. */
  mostAtOnce = 0;

  /** Requests to the data host with any method but GET: reading must never cause one. */
  get forbidden(): SeenRequest[] {
    return this.all.filter(({ host, method }) => host === 'data' && method !== 'GET');
  }

  /** Requests for paths PRISM does not have. */
  get unknown(): SeenRequest[] {
    return this.all.filter(({ route }) => route === 'unknown');
  }

  count(route: Route): number {
    return this.of(route).length;
  }

  of(route: Route): SeenRequest[] {
    return this.all.filter(request => request.route === route);
  }

  clear(): void {
    this.all.length = 0;
    this.mostAtOnce = 0;
  }
}
