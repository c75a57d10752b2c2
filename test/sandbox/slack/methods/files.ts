/** Files in three steps: an address to upload to, the bytes, and the word that all of them are there. */
import type { Channel, UploadedFile } from '../book.ts';
import { addMessage, findMessage } from '../conversations.ts';
import { newId, randomName } from '../ids.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Asked, type Method, seenChannel } from './method.ts';

const scopes = ['files:write'];

const getUploadUrl: Method = {
  tier: 4,
  token: 'bot',
  scopes,
  run: ({ args, bot, world }) => {
    // Seen live: JSON is not read here.
    if (args.isJson) throw Refusal.missing('filename');
    const name = args.required('filename');
    args.required('length');
    const length = args.integer('length') ?? 0;
    if (length === 0) throw new Refusal('missing_argument');
    if (length > world.switches.mostFileBytes) throw new Refusal('file_upload_size_restricted');
    if (!world.switches.fileUploads) throw new Refusal('file_uploads_disabled');
    const id = newId('F');
    const path = randomName();
    const file: UploadedFile = {
      ...{ id, name, length, path, botUserId: bot.botUserId },
      ...{ title: name, bytes: null, channelId: null, isComplete: false },
    };
    world.book.files.set(id, file);
    return { upload_url: `${world.uploadsUrl}${path}`, file_id: id };
  },
};

const completeUpload: Method = {
  tier: 4,
  token: 'bot',
  scopes,
  run: asked => {
    const { args, bot, world } = asked;
    const given = args.json('files');
    if (!Array.isArray(given) || given.length === 0) throw Refusal.missing('files');
    const files = given.map(({ id, title }: { id?: string; title?: string }) => {
      const file = world.book.files.get(id ?? '');
      if (!file || file.botUserId !== bot.botUserId || file.bytes === null || file.isComplete)
        throw new Refusal('file_not_found');
      return Object.assign(file, title === undefined ? {} : { title });
    });
    const target = args.text('channel_id');
    const channel = target === undefined ? null : shareable(asked, target);
    const threadTs = args.text('thread_ts') ?? null;
    if (threadTs !== null && !findMessage(world.book, channel?.id ?? '', threadTs))
      throw new Refusal('invalid_thread_ts');
    for (const file of files) Object.assign(file, { isComplete: true, channelId: channel?.id ?? null });
    if (channel) {
      addMessage(world.book, {
        ...{ channelId: channel.id, userId: bot.botUserId, threadTs },
        text: args.text('initial_comment') ?? '',
        files: files.map(({ id, name, title }) => ({ id, name, title })),
      });
    }
    return { files: files.map(({ id, title }) => ({ id, title })) };
  },
};

/** Where files may be put: only where the bot is, whatever it may post to. */
function shareable(asked: Asked, id: string): Channel {
  const channel = seenChannel(asked, id);
  if (channel.archived) throw new Refusal('is_archived');
  if (!channel.members.has(asked.bot.botUserId)) throw new Refusal('not_in_channel');
  return channel;
}

export const files: Record<string, Method> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
