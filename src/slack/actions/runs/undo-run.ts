import { askForUndo } from '../../ask-for-undo.ts';
import { readRunNumber } from '../../page-state.ts';
import type { ActionEntry } from '../../visit.ts';

/** Makes a plan that takes a run back. */
export const undoRun: ActionEntry = {
  who: 'operator',
  run: (visit, { value }) => askForUndo(visit, readRunNumber(value)),
};
