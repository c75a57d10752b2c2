/** Which entity and act a request is for. Paths are compared without regard to case (reference sections 1 to 3). */
import { type Entity, MODEL } from '../model/entities.ts';
import type { Action } from '../requests.ts';
import type { Verb } from '../users.ts';

type Place = 'root' | 'child';
type Kind = 'collection' | 'item' | 'query' | 'count' | 'next' | 'info' | 'fields' | 'user-fields';

export type Path = {
  entity: Entity;
  kind: Kind;
  place: Place;
  parentId: number | null;
  id: number | null;
  /** First path segment, in lower case. */
  segment: string;
};

export type Known = Path | { kind: 'zone' | 'threshold' | 'version-information' | 'version' };

const ROOTS = new Map(Object.values(MODEL).map(entity => [entity.name.toLowerCase(), entity]));
const CHILDREN = new Map(
  Object.values(MODEL).flatMap(entity => (entity.child ? [[entity.child, entity]] : [])),
);
const OTHERS = new Map<string, Exclude<Known, Path>['kind']>([
  ['v1.0/zoneinformation', 'zone'],
  ['v1.0/thresholdinformation', 'threshold'],
  ['v1.0/version', 'version'],
  ['versioninformation', 'version-information'],
]);
const TAILS = new Map<string, Kind>([
  ['', 'collection'],
  ['query', 'query'],
  ['query/count', 'count'],
  ['query/next', 'next'],
  ['entityinformation', 'info'],
  ['entityinformation/fields', 'fields'],
  ['entityinformation/userdefinedfields', 'user-fields'],
]);
const CHILD_KINDS: ReadonlySet<Kind> = new Set(['collection', 'item', 'info', 'fields', 'user-fields']);

/** Undefined: Autotask has no such path. */
export function parsePath(pathname: string): Known | undefined {
  const [base, ...rest] = pathname.toLowerCase().split('/').filter(Boolean);
  if (base !== 'atservicesrest') return undefined;
  const other = OTHERS.get(rest.join('/'));
  if (other) return { kind: other };
  const [version, segment = '', ...tail] = rest;
  if (version !== 'v1.0') return undefined;
  const root = ROOTS.get(segment);
  if (!root) return undefined;
  const child = root.name === 'Contracts' && isId(tail[0]) ? CHILDREN.get(tail[1] ?? '') : undefined;
  if (!child) return within(root, 'root', null, tail, segment);
  const path = within(child, 'child', Number(tail[0]), tail.slice(2), segment);
  return path && CHILD_KINDS.has(path.kind) ? path : undefined;
}

function within(
  entity: Entity,
  place: Place,
  parentId: number | null,
  tail: string[],
  segment: string,
): Path | undefined {
  const isItem = tail.length === 1 && isId(tail[0]);
  const kind = isItem ? 'item' : TAILS.get(tail.join('/'));
  if (!kind) return undefined;
  return { entity, kind, place, parentId, id: isItem ? Number(tail[0]) : null, segment };
}

const isId = (text: string | undefined): boolean => /^\d+$/.test(text ?? '');

/** What the methods of a path do. */
export function actsOf({ entity, kind, place }: Path): Partial<Record<string, Action>> {
  const here = (where: Entity['create']): boolean => where === place || where === 'both';
  switch (kind) {
    case 'query':
    case 'next':
      return entity.canQuery ? { GET: 'query', POST: 'query' } : {};
    case 'count':
      return entity.canQuery ? { GET: 'count', POST: 'count' } : {};
    case 'item':
      return {
        ...(entity.canQuery && { GET: 'read' }),
        ...(here(entity.delete) && { DELETE: 'delete' }),
      };
    case 'collection':
      return {
        ...(place === 'child' && entity.canQuery && { GET: 'query' }),
        ...(here(entity.create) && { POST: 'create' }),
        ...(here(entity.update) && { PATCH: 'update', PUT: 'replace' }),
      };
    default:
      return { GET: 'metadata' };
  }
}

/** The right an act needs. */
export function verbOf(action: Action): Verb | undefined {
  if (action === 'query' || action === 'count' || action === 'read') return 'query';
  if (action === 'update' || action === 'replace') return 'update';
  return action === 'create' || action === 'delete' ? action : undefined;
}
