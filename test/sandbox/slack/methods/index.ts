import { access } from './access.ts';
import { chat } from './chat.ts';
import { conversations } from './conversations.ts';
import { files } from './files.ts';
import type { Method } from './method.ts';
import { oauth } from './oauth.ts';
import { people } from './people.ts';
import { views } from './views.ts';

/** By name, what this Slack can do. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  [chat, views, conversations, people, files, access, oauth].flatMap(group => Object.entries(group)),
);
