import type { CommandEntry } from '../visit.ts';
import { audit } from './audit.ts';
import { connect } from './connect.ts';
import { exportRun } from './export.ts';
import { held } from './held.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { map } from './map.ts';
import { pause } from './pause.ts';
import { people } from './people.ts';
import { preview } from './preview.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { sync } from './sync.ts';
import { undo } from './undo.ts';

/** Every word behind `/prism`, in the order in which help lists them. */
export const commands: Record<string, CommandEntry> = {
  help,
  connect,
  settings,
  map,
  preview,
  sync,
  status,
  history,
  run,
  undo,
  held,
  pause,
  resume,
  people,
  audit,
  export: exportRun,
};

/** The entry for what was typed; what is empty or unknown is a question for help. */
export function commandFor(typed: string): { entry: CommandEntry; text: string } {
  const text = typed.trim();
  const [word = ''] = text.split(/\s+/, 1);
  const entry = Object.hasOwn(commands, word.toLowerCase()) ? commands[word.toLowerCase()] : undefined;
  return entry ? { entry, text: text.slice(word.length).trim() } : { entry: help, text };
}
