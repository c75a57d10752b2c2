/** A run's evidence on its way to who asked: made, uploaded, shared where they asked or else in their direct messages. */
import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { recordAudit } from '../../store/audit.ts';
import { findMessage } from '../../store/outbox.ts';
import type { DueMessage } from '../../store/outbox-queue.ts';
import { type Evidence, makeEvidence } from '../../sync/evidence/make-evidence.ts';
import { plural } from '../ui/parts/text.ts';
import type { SlackContext } from '../visit.ts';
import { type About, runKey } from './announce.ts';
import { permalink } from './permalink.ts';
import { postFile } from './post-file.ts';
import { type Trouble, troubleOf } from './troubles.ts';

export type Uploading = {
  context: SlackContext;
  client: WebClient;
  apiUrl: string;
  /** Called now and then, so that nobody else takes the work up; what it throws ends it. */
  stay: () => Promise<void>;
};

type Wanted = Extract<About, { kind: 'evidence' }>;

/** @returns what stands in the way, or null when the files are there */
export async function uploadEvidence(
  uploading: Uploading,
  { workspaceId, id }: DueMessage,
  wanted: Wanted,
): Promise<Trouble | null> {
  const { context, client, stay } = uploading;
  const { run, userId, channelId } = wanted;
  const told = await whereTold(uploading, workspaceId, run);
  await using evidence = await makeEvidence(context, {
    workspaceId,
    run,
    by: userId,
    told,
    onProgress: stay,
  });
  const says = `Evidence of run ${run} · ${plural(evidence.lines, 'invoice line')} · for <@${userId}>`;
  try {
    const here = channelId === null ? NOWHERE : await share(uploading, evidence, channelId, says);
    if ('trouble' in here && !isOfChannel(here.trouble)) return here.trouble;
    if ('files' in here) {
      await note(context, workspaceId, wanted, evidence, here);
      return null;
    }
    const { channel = '' } = await client.chat.postMessage({
      channel: userId,
      text: `Evidence of run ${run} · ${plural(evidence.lines, 'invoice line')}. The app is not in the channel where you asked for it, so it comes here.`,
      client_msg_id: idOf(workspaceId, id),
    } as Parameters<WebClient['chat']['postMessage']>[0]);
    const direct = await share(uploading, evidence, channel, '');
    if ('trouble' in direct) return direct.trouble;
    await note(context, workspaceId, wanted, evidence, direct);
    return null;
  } catch (error) {
    return troubleOfFiles(error);
  }
}

type Shared = { channelId: string; files: string[] } | { trouble: Trouble };
const NOWHERE: Shared = {
  trouble: { kind: 'dead', problem: 'It was not asked for in a channel.', channel: true },
};

/** Uploads and shares the files; what Slack refused is uploaded anew for another place. */
async function share(
  { client, apiUrl, stay }: Uploading,
  { files }: Evidence,
  channelId: string,
  says: string,
): Promise<Shared> {
  try {
    const uploaded: { id: string; title: string }[] = [];
    for (const { name: filename, title, path, bytes: length } of files) {
      await stay();
      const { upload_url, file_id: id } = await client.files.getUploadURLExternal({ filename, length });
      if (!upload_url || !id) throw new Error('Slack gave no address for a file.');
      await postFile(apiUrl, upload_url, path);
      uploaded.push({ id, title });
    }
    await stay();
    const [first, ...others] = uploaded;
    await client.files.completeUploadExternal({
      files: [first!, ...others],
      channel_id: channelId,
      ...(says === '' ? {} : { initial_comment: says }),
    });
    return { channelId, files: uploaded.map(({ id }) => id) };
  } catch (error) {
    return { trouble: troubleOfFiles(error) };
  }
}

async function whereTold({ context: { db }, client }: Uploading, workspaceId: string, run: number) {
  const message = await findMessage(db, workspaceId, runKey(run));
  if (!message?.channelId || message.ts === null) return null;
  const { url } = await permalink({ db, clientOf: async () => client }, workspaceId, run);
  return { channelId: message.channelId, ts: message.ts, permalink: url };
}

/** What was handed out can be told from what was made up later: the audit has the hash of each file. */
const note = (
  { db, clock }: SlackContext,
  workspaceId: string,
  { userId, run }: Wanted,
  { files, lines }: Evidence,
  { channelId, files: ids }: Extract<Shared, { files: string[] }>,
): Promise<void> =>
  recordAudit(db, workspaceId, {
    ...{ at: clock.now(), actor: userId, action: 'evidence delivered', subject: `run ${run}` },
    detail: {
      ...{ channelId, lines },
      files: files.map(({ name, bytes, sha256 }, at) => ({ id: ids[at], name, bytes, sha256 })),
    },
  });

const ADMIN = 'An admin of this workspace decides that.';
/** What Slack says of files, beside what it says of any message. */
const REFUSED: Record<string, string> = {
  missing_scope:
    'The app lacks the permission to upload files (files:write). An admin has to install it again.',
  file_uploads_disabled: `This workspace does not let files be uploaded. ${ADMIN}`,
  file_uploads_except_images_disabled: `This workspace lets only images be uploaded. ${ADMIN}`,
  file_type_not_allowed: `This workspace does not let CSV or JSON files be uploaded. ${ADMIN}`,
  file_upload_size_restricted: `The files are larger than this workspace allows. ${ADMIN}`,
  storage_limit_reached: `The workspace’s storage is full. ${ADMIN}`,
  messages_tab_disabled:
    'The app cannot write to you directly. An admin has to switch its Messages tab on, or ask in a channel it is in.',
};
/** Refusals of the place, which are known for messages under other words. */
const OF_CHANNEL: ReadonlySet<string> = new Set(['posting_to_channel_denied', 'invalid_channel']);

function troubleOfFiles(error: unknown): Trouble {
  const word = (error as { data?: { error?: string } }).data?.error ?? '';
  const problem = REFUSED[word];
  if (problem) return { kind: 'dead', problem, channel: false };
  if (OF_CHANNEL.has(word)) return { kind: 'dead', problem: 'The channel takes no files.', channel: true };
  return troubleOf(error);
}

const isOfChannel = (trouble: Trouble): boolean => trouble.kind === 'dead' && trouble.channel;

/** The same for every try, so that Slack can tell that it is one. */
function idOf(workspaceId: string, id: number): string {
  const hex = createHash('sha256').update(`files/${workspaceId}/${id}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
