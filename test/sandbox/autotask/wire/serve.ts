/** Two listeners: the discovery host, which knows only where the zone is, and the zone host, which does the work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Clock } from '../../../../src/clock.ts';
import type { AutotaskBook } from '../book.ts';
import { type Faults, meet, THREADS_TEXT } from '../faults.ts';
import { Lanes, type Quota } from '../limits.ts';
import type { Action, Requests, SeenRequest } from '../requests.ts';
import { Refusal } from '../rules/refusal.ts';
import type { AutotaskSwitches } from '../switches.ts';
import { type AutotaskUser, findUser, login } from '../users.ts';
import { act, type World } from './acts.ts';
import {
  type Answer,
  type Asked,
  noPermission,
  noSuchPath,
  ok,
  refusal,
  wrongMethod,
  wrongType,
} from './answer.ts';
import { actsOf, type Known, type Path, parsePath, verbOf } from './path.ts';
import { Cursors } from './query.ts';

type Options = {
  clock: Clock;
  latencyMs: number;
  users: AutotaskUser[];
  book: AutotaskBook;
  switches: AutotaskSwitches;
  faults: Faults;
  requests: Requests;
  quota: Quota;
};

/** One request on its way through. */
type Passing = { request: FastifyRequest; reply: FastifyReply; url: URL; seen: SeenRequest };

const BASE = '/ATServicesRest/';
/** Autotask answers longer addresses as if they did not exist. */
const LONGEST_URL = 2100;
const VERSIONS = { apiVersions: ['1.0'] };

export async function serve(
  options: Options,
): Promise<{ zoneUrl: string; url: string; close(): Promise<void> }> {
  const zone = fastify(SETTINGS);
  const discovery = fastify(SETTINGS);
  const world: World = { ...options, cursors: new Cursors(), url: '' };
  const lanes = new Lanes(options.requests);
  listen(zone, 'zone', options, async passing => zoneAnswer(passing, { ...options, world, lanes }));
  listen(discovery, 'discovery', options, async passing => discoveryAnswer(passing, options, world));
  const [url, zoneUrl] = await Promise.all(
    [zone, discovery].map(app => app.listen({ host: '127.0.0.1', port: 0 })),
  );
  world.url = `${url}${BASE}`;
  return {
    zoneUrl: `${zoneUrl}${BASE}`,
    url: world.url,
    close: async () => {
      await Promise.all([zone.close(), discovery.close()]);
    },
  };
}

const SETTINGS = { forceCloseConnections: true, exposeHeadRoutes: false, bodyLimit: 4_194_304 } as const;

function listen(
  app: FastifyInstance,
  host: SeenRequest['host'],
  { clock, requests, latencyMs }: Options,
  answer: (passing: Passing) => Promise<Answer | 'met'>,
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.all('/*', async (request, reply) => {
    const seen: SeenRequest = {
      host,
      entity: null,
      action: 'unknown',
      method: request.method,
      path: request.url,
      status: 0,
      at: clock.now().getTime(),
      headers: { ...request.headers },
      body: typeof request.body === 'string' ? request.body : '',
      latencyMs: 0,
    };
    requests.all.push(seen);
    if (latencyMs > 0 && host === 'discovery') await sleep(latencyMs);
    const given = await answer({ request, reply, url: new URL(request.url, 'http://sandbox'), seen });
    if (given === 'met') {
      seen.status = reply.raw.destroyed ? 0 : reply.statusCode;
      return reply;
    }
    seen.status = given.status;
    reply.code(given.status);
    return 'html' in given
      ? reply.type('text/html').send(given.html)
      : reply.type('application/json; charset=utf-8').send(JSON.stringify(given.body));
  });
}

async function discoveryAnswer({ reply, url, seen, request }: Passing, options: Options, world: World) {
  const path = parsePath(url.pathname);
  if (path?.kind === 'zone') return zoneInformation(seen, reply, url, options, world);
  if (path?.kind === 'version-information') return ok(VERSIONS);
  const { wrongZone } = options.switches;
  if (wrongZone === 'unauthorized') return refusal(401, []);
  if (wrongZone === 'not-found') return noSuchPath;
  await reply.redirect(`${world.url}${request.url.slice(BASE.length)}`, 307);
  return 'met';
}

/** Needs no login and counts against no limit. */
async function zoneInformation(
  seen: SeenRequest,
  reply: FastifyReply,
  url: URL,
  { faults, users }: Options,
  world: World,
): Promise<Answer | 'met'> {
  seen.action = 'zone';
  const fault = faults.take(seen);
  if ((await meet(fault, 'before', reply)) === 'met') return 'met';
  if (seen.method !== 'GET') return wrongMethod(seen.method);
  if (!findUser(users, url.searchParams.get('user'))) {
    return refusal(500, ['Zone information could not be determined']);
  }
  if ((await meet(fault, 'after', reply)) === 'met') return 'met';
  return ok({ zoneName: 'Sandbox', url: world.url, webUrl: new URL(world.url).origin, ci: 123_456 });
}

type Zone = Options & { world: World; lanes: Lanes };

async function zoneAnswer(passing: Passing, zone: Zone): Promise<Answer | 'met'> {
  const { url, seen, reply } = passing;
  const path = parsePath(url.pathname);
  if (!path || (seen.method === 'GET' && url.href.length > LONGEST_URL)) return noSuchPath;
  if (path.kind === 'zone') return zoneInformation(seen, reply, url, zone, zone.world);
  if (path.kind === 'version-information') return ok(VERSIONS);
  return inLane(passing, path, zone);
}

/** Everything that counts: a thread is taken until just before the answer leaves. */
async function inLane(
  passing: Passing,
  path: Exclude<Known, { kind: 'zone' }>,
  zone: Zone,
): Promise<Answer | 'met'> {
  const { seen, reply } = passing;
  const { switches, quota } = zone;
  const action = actionOf(path, seen);
  const lane = zone.lanes.enter(`${seen.headers.apiintegrationcode} ${laneOf(path, switches)}`, switches);
  if (!lane) {
    if (switches.retryAfter !== null) reply.header('retry-after', switches.retryAfter);
    return refusal(429, [THREADS_TEXT]);
  }
  try {
    if (zone.latencyMs > 0) await sleep(zone.latencyMs);
    if (quota.used >= switches.hourlyRequests) {
      return refusal(switches.overQuotaStatus, ['The hourly number of API requests has been exceeded.']); // invented
    }
    seen.latencyMs = quota.latencyMs(switches.hourlyRequests);
    quota.use(1);
    if (seen.latencyMs * switches.latencyScale > 0) await sleep(seen.latencyMs * switches.latencyScale);
    const fault = zone.faults.take(seen);
    if ((await meet(fault, 'before', reply)) === 'met') return 'met';
    const answer = loggedIn(passing, path, action, zone);
    return (await meet(fault, 'after', reply)) === 'met' ? 'met' : answer;
  } finally {
    lane.leave();
  }
}

function actionOf(path: Known, seen: SeenRequest): Action | undefined {
  if ('entity' in path) {
    seen.entity = path.entity.name;
    const action = actsOf(path)[seen.method];
    if (action) seen.action = action;
    return action;
  }
  seen.action = path.kind === 'threshold' ? 'threshold' : 'version';
  return seen.method === 'GET' ? seen.action : undefined;
}

function laneOf(path: Known, { childThreads }: AutotaskSwitches): string {
  if (!('entity' in path)) return `${path.kind}information`;
  return childThreads === 'child' ? path.entity.name.toLowerCase() : path.segment;
}

function loggedIn(
  { url, seen, request }: Passing,
  path: Known,
  action: Action | undefined,
  zone: Zone,
): Answer {
  const { switches, quota, users, world } = zone;
  const who = login(seen.headers, users, switches.lockAfter);
  if (who.kind === 'out') return refusal(who.status, who.errors);
  if (!('entity' in path)) {
    if (!action) return wrongMethod(seen.method);
    return ok(path.kind === 'threshold' ? thresholds(switches, quota) : VERSIONS);
  }
  if (!action) return isNoQuery(path) ? noSuchPath : wrongMethod(seen.method);
  const verb = verbOf(action);
  const impersonates = 'impersonationresourceid' in seen.headers;
  if (verb && (!who.user.rights[path.entity.name][verb] || (verb === 'query' && impersonates))) {
    return noPermission(verb);
  }
  const type = request.headers['content-type'] ?? '';
  if (seen.body !== '' && !type.startsWith('application/json')) return wrongType(type);
  const asked: Asked = { path: path as Path, method: seen.method, query: url.searchParams, body: seen.body };
  try {
    return act(world, who.user, action, asked);
  } catch (error) {
    if (error instanceof Refusal) return refusal(500, error.errors);
    throw error;
  }
}

/** Entities that cannot be queried have no such path at all. */
const isNoQuery = ({ entity, kind }: Path): boolean =>
  !entity.canQuery && (kind === 'query' || kind === 'count' || kind === 'next');

const thresholds = ({ hourlyRequests }: AutotaskSwitches, quota: Quota) => ({
  externalRequestThreshold: hourlyRequests,
  requestThresholdTimeframe: 60,
  currentTimeframeRequestCount: quota.used,
});
