import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../src/clock.ts';
import { type Faults, meet } from './faults.ts';
import type { PrismSwitches } from './switches.ts';

export type PrismClient = { clientId: string; clientSecret: string };

export const DEFAULT_CLIENT: PrismClient = {
  clientId: '6f1d3b52-8a44-4b0e-9f0e-2b6f5f7c1a90',
  clientSecret: '9d8c7b6a5f4e3d2c1b0a99887766554f',
};

/** Tokens in circulation, by the sandbox's clock. */
export class Tokens {
  readonly #clock: Clock;
  readonly #expiry = new Map<string, number>();
  issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(lifeSeconds: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#expiry.set(token, this.#clock.now().getTime() + lifeSeconds * 1000);
    this.issued += 1;
    return token;
  }

  accepts(authorization: string | undefined): boolean {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const expiry = token === undefined ? undefined : this.#expiry.get(token);
    return expiry !== undefined && this.#clock.now().getTime() < expiry;
  }

  /** All tokens stop being good at once, as after a restart on the far side. */
  revokeAll(): void {
    this.#expiry.clear();
  }
}

export const TOKEN_PATH = '/core/connect/token';
export const SCOPE = 'rhipeapi';

/** The token endpoint (PRISM reference D.2): credentials in a form body, one scope, one grant. */
export function serveIdentity(
  app: FastifyInstance,
  world: { clients: PrismClient[]; tokens: Tokens; faults: Faults; switches: PrismSwitches },
): void {
  app.post(TOKEN_PATH, { config: { route: 'token' } }, async (request, reply) => {
    if ((await meet(world.faults.take('token'), reply)) === 'met') return reply;
    const refuse = (status: number, error: string) => reply.code(status).send({ error });
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return refuse(400, 'invalid_request');
    }
    const form = new URLSearchParams(String(request.body));
    if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type');
    const known = world.clients.some(
      ({ clientId, clientSecret }) =>
        clientId === form.get('client_id') && clientSecret === form.get('client_secret'),
    );
    if (!known) return refuse(world.switches.rejection, 'invalid_client');
    if (form.get('scope') !== SCOPE) return refuse(400, 'invalid_scope');
    const life = world.switches.tokenLifeSeconds;
    return { access_token: world.tokens.issue(life), expires_in: life, token_type: 'Bearer' };
  });
}
