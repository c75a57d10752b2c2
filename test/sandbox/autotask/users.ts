import { ENTITIES, type EntityName } from './records.ts';

export type Verb = 'query' | 'create' | 'update' | 'delete';

export type AutotaskUser = {
  userName: string;
  secret: string;
  integrationCode: string;
  locked: boolean;
  /** Wrong secrets since the last right one. */
  wrongSecrets: number;
  rights: Record<EntityName, Record<Verb, boolean>> & {
    /** False: costs are blank when read and ignored when written. */
    costs: boolean;
  };
  /** Companies whose records this user does not see; nothing says that they are left out. */
  hiddenCompanies: Set<number>;
};

/** A user who may do everything, unless said otherwise. */
export function user(given: Partial<AutotaskUser> = {}): AutotaskUser {
  const all = () => ({ query: true, create: true, update: true, delete: true });
  const entities = Object.fromEntries(ENTITIES.map(name => [name, all()])) as Record<
    EntityName,
    Record<Verb, boolean>
  >;
  return {
    userName: 'prism-bot@northwind.example',
    secret: 'kP7#wq2Zr!94',
    integrationCode: 'QF7XK2LHVD5J3TNWZ8RB6MYCAPE',
    locked: false,
    wrongSecrets: 0,
    rights: { ...entities, costs: true },
    hiddenCompanies: new Set(),
    ...given,
  };
}

export type Login = { kind: 'in'; user: AutotaskUser } | { kind: 'out'; status: number; errors: string[] };

/** Who the three headers say is asking. A wrong secret counts against its user and locks it in the end. */
export function login(
  headers: Record<string, unknown>,
  users: readonly AutotaskUser[],
  lockAfter: number,
): Login {
  const known = findUser(users, headers.username);
  if (!known) return { kind: 'out', status: 500, errors: ['Zone information could not be determined'] };
  if (headers.apiintegrationcode !== known.integrationCode) {
    return { kind: 'out', status: 500, errors: ['IntegrationCode is invalid.'] };
  }
  const right = headers.secret === known.secret;
  if (!right && !known.locked) {
    known.wrongSecrets += 1;
    known.locked = known.wrongSecrets >= lockAfter;
  }
  if (known.locked) {
    const words = 'The user account has been locked.  Please see your Autotask Administrator for details.';
    return { kind: 'out', status: 401, errors: [words] };
  }
  if (!right) return { kind: 'out', status: 401, errors: [] };
  known.wrongSecrets = 0;
  return { kind: 'in', user: known };
}

export const findUser = (users: readonly AutotaskUser[], userName: unknown): AutotaskUser | undefined =>
  users.find(one => one.userName.toLowerCase() === String(userName).toLowerCase());
