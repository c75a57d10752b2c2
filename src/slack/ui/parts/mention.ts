import { name } from './text.ts';

/** Only what has the form of a Slack id: anything else would be a mention of somebody's choosing. */
export const mention = (id: string): string => (/^[UW][A-Z0-9]{2,}$/.test(id) ? `<@${id}>` : name(id));
