import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import { hiding } from '../log.ts';
import { oneLine } from '../plan/tally/words.ts';
import { type Trouble, troubleOf } from './troubles.ts';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same for every try, so that servers and mail programs can tell that it is one. */
  id: string;
};

export type Mailer = {
  /** @returns null when the server took it, else what stands in the way */
  send(mail: Mail, stopping?: AbortSignal): Promise<Trouble | null>;
  /** Closes all connections, whatever they do. */
  close(): void;
};

/** So many connections, and mails on their way, at once. */
export const AT_ONCE = 4;
/** Nothing takes longer: who took up a mail has it for a minute. */
const SEND_MS = 45_000;

export function createMailer({ smtpUrl, from }: NonNullable<Config['mail']>): Mailer {
  // What the address says in its query goes before what is said here.
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: AT_ONCE,
    // Only what was not begun: after that the outbox tries again.
    maxRequeues: 1,
    idleTimeout: 30_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    dnsTimeout: 5_000,
    requireTLS: wantsTls(smtpUrl),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const hide = hiding([decodeURIComponent(new URL(smtpUrl).password)]);
  const host = /@([^\s@<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    send: async ({ to: address, subject, text, html, id }, stopping) => {
      const tooLong = AbortSignal.timeout(SEND_MS);
      return transport
        .sendMail({
          from,
          to: { name: '', address },
          subject: oneLine(subject),
          text,
          html,
          messageId: `<${id}@${host}>`,
          // No machine shall answer it.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: stopping ? AbortSignal.any([stopping, tooLong]) : tooLong,
        })
        .then(
          () => null,
          error => troubleOf(error, address, stopping?.aborted ?? false, hide),
        );
    },
    close: () => transport.close({ force: true }),
  };
}

/** A password only leaves this machine encrypted. */
function wantsTls(smtpUrl: string): boolean {
  const { protocol, username, hostname } = new URL(smtpUrl);
  return protocol === 'smtp:' && username !== '' && !/^(localhost|127\.[\d.]+|\[::1\]|::1)$/.test(hostname);
}
