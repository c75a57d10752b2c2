/**
 * Where a login lives (Autotask reference 1). Autotask spreads its tenants over zones, each with its own host, and tells
 * which one by user name. The answer is remote input: secrets go to `*.autotask.net`, or to the very host that was
 * configured to be asked, and nowhere else.
 */
import { UserError } from '../../../errors.ts';
import type { HttpAnswer } from '../../../http.ts';
import { loginRefused } from '../rights.ts';
import { parseAnswer, ZoneInformation } from '../schema.ts';
import { judge, saidIn } from './answers.ts';
import type { Log } from './log.ts';
import { AskAgain } from './retries.ts';
import type { Words } from './words.ts';

const ZONE_HOST = /^([a-z0-9-]+\.)+autotask\.net$/;

/** True for addresses that may be sent our secrets when `zoneUrl` is the one configured. */
export function allowedBeside(zoneUrl: string): (url: URL) => boolean {
  const configured = new URL(zoneUrl);
  return url => {
    if (url.username !== '' || url.password !== '') return false;
    const isAutotask = url.protocol === 'https:' && url.port === '' && ZONE_HOST.test(url.hostname);
    // A test server's zones have ports of their own.
    const isConfigured =
      url.protocol === configured.protocol &&
      url.hostname === configured.hostname &&
      (url.port === '') === (configured.port === '');
    return isAutotask || isConfigured;
  };
}

/**
 * The address of a next page, which lies where the first one did: in the zone of the login.
 * @throws UserError `host-refused`
 */
export function withinZone(home: string, address: string): string {
  if (URL.canParse(address) && new URL(address).origin === new URL(home).origin) return address;
  throw new UserError('Autotask named a next page that is not in the zone of this login.', {
    code: 'host-refused',
    remedy: 'Nothing was sent there. Try again; if it stays so, send the reference below to support.',
  });
}

export type ZoneOptions = {
  zoneUrl: string;
  userName: string;
  /** As found earlier, by this program. */
  home: string | null;
  onHome: ((url: string) => Promise<void>) | undefined;
  /** Sends the question, which carries no secret, until it is answered. */
  ask: (url: string, judged: (answer: HttpAnswer) => string) => Promise<string>;
  words: Words;
  log: Log | undefined;
};

export class Zone {
  readonly #options: ZoneOptions;
  readonly #allows: (url: URL) => boolean;
  #home: string | null;
  #finding: Promise<string> | null = null;
  readonly #asked = new Set<'refused' | 'elsewhere'>();

  constructor(options: ZoneOptions) {
    this.#options = options;
    this.#allows = allowedBeside(options.zoneUrl);
    const known = options.home;
    this.#home =
      known !== null && URL.canParse(known) && this.#allows(new URL(known)) ? slashed(known) : null;
  }

  /**
   * The base address of this login, ending in a slash and without the version.
   * @throws UserError `unauthorized` for an unknown user, `host-refused` for a zone that is none
   * @throws TransientError
   */
  async home(): Promise<string> {
    return this.#home ?? (await this.#find());
  }

  /**
   * After an answer that may have come from the wrong zone: asks once more where the login lives. True when that is
   * elsewhere than `from`. The same cause is not looked into twice until something at home has been answered.
   */
  async hasMoved(from: string, cause: 'refused' | 'elsewhere'): Promise<boolean> {
    if (this.#finding !== null) await this.#finding;
    if (this.#home !== from) return true;
    if (this.#asked.has(cause)) return false;
    this.#asked.add(cause);
    return (await this.#find()) !== from;
  }

  /** Something at home was answered: the zone is right. */
  confirm(): void {
    this.#asked.clear();
  }

  #find(): Promise<string> {
    this.#finding ??= this.#discover().finally(() => {
      this.#finding = null;
    });
    return this.#finding;
  }

  async #discover(): Promise<string> {
    const { zoneUrl, userName, ask, onHome, log } = this.#options;
    const url = `${slashed(zoneUrl)}V1.0/zoneInformation?user=${encodeURIComponent(userName)}`;
    const found = await ask(url, answer => this.#read(answer, url));
    if (found === this.#home) return found;
    this.#home = found;
    log?.info({ home: found }, 'autotask zone found');
    await onHome?.(found);
    return found;
  }

  #read(answer: HttpAnswer, url: string): string {
    const { words } = this.#options;
    const verdict = judge(answer);
    const said = words(saidIn(answer));
    if (verdict.kind === 'login') throw loginRefused(verdict.why, { method: 'GET', url }, said);
    if (verdict.kind === 'busy' || verdict.kind === 'down' || verdict.kind === 'unclear') {
      throw new AskAgain(verdict.kind, 'Autotask did not say in which zone this login lives.');
    }
    if (verdict.kind !== 'fine') {
      throw new UserError('There is no Autotask at the address this app was set up with.', {
        code: 'zone-unknown',
        remedy: 'Ask your administrator to check AUTOTASK_ZONE_URL.',
        words: said,
      });
    }
    const zone = parseAnswer(ZoneInformation, answer.body, 'zoneInformation');
    if (!zone.url) throw loginRefused('user', { method: 'GET', url }, said);
    if (!URL.canParse(zone.url) || !this.#allows(new URL(zone.url))) {
      throw new UserError('Autotask named a zone that is not one of its own hosts.', {
        code: 'host-refused',
        remedy: 'Nothing was sent there. Ask your administrator to check AUTOTASK_ZONE_URL.',
        words: words(zone.url),
      });
    }
    return slashed(zone.url);
  }
}

const slashed = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
