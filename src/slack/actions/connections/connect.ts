import { StaleError } from '../../../errors.ts';
import { openModal } from '../../answers.ts';
import { connectView } from '../../ui/modals/connect.ts';
import type { System } from '../../ui/pages/connections.ts';
import type { ActionEntry } from '../../visit.ts';

const SYSTEMS: readonly System[] = ['prism', 'autotask', 'connectwise'];

/** @throws StaleError when the button is none of ours */
export function readSystem(value: string): System {
  const system = SYSTEMS.find(one => one === value);
  if (!system) throw new StaleError('This button is of an older version.');
  return system;
}

/** Asks for credentials. */
export const connect: ActionEntry = {
  who: 'admin',
  run: async (visit, { value }) => {
    const system = readSystem(value);
    await openModal(visit, 'Connect', async () => connectView(system));
  },
};
