/** What is typed into the forms of connections, on its way to the check. */
import type { ModalView } from '@slack/types';
import { UserError } from '../errors.ts';
import type { Credentials } from '../store/connections.ts';
import { noticeOf } from './answers.ts';
import { connectView, FIELDS } from './ui/modals/connect.ts';
import type { System } from './ui/pages/connections.ts';
import type { Answer, Place, Values, Visit } from './visit.ts';

export type InModal = Visit & { place: Extract<Place, { kind: 'modal' }> };

/** `shown` may be filled in again; `missing` are the fields left empty. */
export function readTyped(
  system: System,
  values: Values,
): { credentials: Credentials; shown: Record<string, string>; missing: string[] } {
  const typed = (id: string): string => values[id]?.[id]?.value?.trim() ?? '';
  const fields = FIELDS[system];
  return {
    credentials: Object.fromEntries(fields.map(({ id }) => [id, typed(id)])),
    shown: Object.fromEntries(
      [...fields.filter(({ secret }) => !secret).map(({ id }) => id), 'email']
        .map(id => [id, typed(id)] as const)
        .filter(([, text]) => text !== ''),
    ),
    missing: fields.filter(({ id }) => typed(id) === '').map(({ id }) => id),
  };
}

/** Says “Checking…” at once, proves what was typed, and shows what `check` makes of it or the form with the reason. */
export function checked(
  visit: InModal,
  system: System,
  title: string,
  check: (credentials: Credentials) => Promise<ModalView>,
): Answer {
  const { credentials, shown, missing } = readTyped(system, visit.place.values);
  if (missing.length > 0)
    return { kind: 'errors', errors: Object.fromEntries(missing.map(id => [id, 'Fill this in.'])) };
  for (const { id, secret } of FIELDS[system]) if (secret) visit.log.register(credentials[id] ?? '');
  const mode = visit.place.metadata === 'generate' ? 'generate' : 'configure';
  const find = async (): Promise<ModalView> => {
    try {
      return await check(credentials);
    } catch (error) {
      const { says, remedy = '', words = null } = noticeOf(visit, error);
      const problem = { field: fieldOf(system, error), says, remedy, words };
      return connectView(system, { values: shown, problem }, mode);
    }
  };
  return { kind: 'later', title, says: 'Checking…', find };
}

/** The field the reason stands beneath; null: above all. */
function fieldOf(system: System, error: unknown): string | null {
  if (!(error instanceof UserError)) return null;
  const { field } = (error.cause ?? {}) as { field?: unknown };
  if (typeof field === 'string') return field;
  if (system === 'prism' && error.code === 'credentials-rejected') return 'clientSecret';
  if (system === 'autotask' && error.code === 'unauthorized') {
    const said = `${error.message} ${error.words ?? ''}`;
    if (/user name/i.test(said)) return 'userName';
    if (/tracking identifier/i.test(said)) return 'integrationCode';
    return 'secret';
  }
  return null;
}
