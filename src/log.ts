/**
 * The log: one JSON line an event, and no secret in it. Every line is taken apart once more before it is written: what
 * stands under a telling name goes, whatever its depth or case; what looks like a secret goes, wherever it stands
 * (message, stack, address, header); and so does every secret that was registered.
 */
import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Say what happened; what it happened to goes into `fields`. An error goes there as `err`. */
export type Say = { (message: string | Error): void; (fields: object, message: string): void };

/** What every line of a child carries: `run` the sync run, `reference` the word shown to the person. */
export type Marks = { run?: string; reference?: string; workspace?: string; user?: string };

export type Log = {
  trace: Say;
  debug: Say;
  info: Say;
  warn: Say;
  error: Say;
  fatal: Say;
  child(marks: Marks): Log;
  /** From now on this text is removed from every line, however it is spelt. One of less than 6 characters is not. */
  register(secret: string): void;
  /** It is no secret any more. */
  forget(secret: string): void;
};

export type LogOptions = {
  level: LogLevel;
  /** Gets one line a call, with its line end. Unset: standard output, written at once. */
  destination?: { write(line: string): void };
};

export function createLog({ level, destination }: LogOptions): Log {
  const known = new KnownSecrets();
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: stdSerializers.err, error: stdSerializers.err, cause: stdSerializers.err },
      hooks: { streamWrite: line => cleanLine(line, known) },
    },
    (destination as DestinationStream | undefined) ?? pino.destination({ fd: 1, sync: true }),
  );
  return narrow(logger, known);
}

function narrow(logger: Logger, known: KnownSecrets): Log {
  return {
    trace: logger.trace.bind(logger),
    debug: logger.debug.bind(logger),
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    error: logger.error.bind(logger),
    fatal: logger.fatal.bind(logger),
    child: marks => narrow(logger.child(marks), known),
    register: secret => known.add(secret),
    forget: secret => known.drop(secret),
  };
}

const GONE = '[redacted]';

const LEAST = 6;

/** Secrets seen by value, in the spellings in which they travel. */
class KnownSecrets {
  readonly #secrets = new Map<string, string[]>();
  /** Of all, for when one is to be removed; null: to be put in order first. */
  #ordered: string[] | null = [];

  add(secret: string): void {
    if (secret.length < LEAST || this.#secrets.has(secret)) return;
    this.#secrets.set(secret, spellingsOf(secret));
    this.#ordered = null;
  }

  drop(secret: string): void {
    if (this.#secrets.delete(secret)) this.#ordered = null;
  }

  isIn(text: string): boolean {
    return this.#secrets.values().some(spellings => spellings.some(spelling => text.includes(spelling)));
  }

  removeFrom(text: string): string {
    this.#ordered ??= longestFirst([...this.#secrets.values()].flat());
    return remove(text, this.#ordered);
  }
}

/** How a secret may be written: in addresses, forms, JSON, pages and headers. */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
  const hex = bytes.toString('hex');
  return [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
    new URLSearchParams({ s: secret }).toString().slice(2),
    quoted(secret),
    quoted(quoted(secret)),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap(before => base64Within(bytes, before)),
    // What is very short stands in other words too.
  ].filter(spelling => spelling === secret || spelling.length >= LEAST);
}

/** The part of base64 that comes of these bytes alone, where so many bytes (modulo three) stand before them. */
function base64Within(bytes: Buffer, before: number): string[] {
  const whole = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const isCut = (before + bytes.length) % 3 !== 0;
  const inner = whole.slice(before === 0 ? 0 : before + 1, isCut ? -1 : undefined);
  return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
}

const longestFirst = (texts: readonly string[]): string[] =>
  [...new Set(texts)].toSorted((a, b) => b.length - a.length);

const remove = (text: string, spellings: readonly string[], mark = GONE): string =>
  spellings.reduce((left, spelling) => left.replaceAll(spelling, mark), text);

/** Takes these secrets out of foreign words that are kept or shown, however they are spelt there. */
export function hiding(secrets: readonly string[], mark = GONE): (text: string) => string {
  const spellings = longestFirst(secrets.filter(Boolean).flatMap(spellingsOf));
  return text => remove(text, spellings, mark);
}

function cleanLine(line: string, known: KnownSecrets): string {
  const isKnown = known.isIn(line);
  const clean = (text: string): string => scrub(isKnown ? known.removeFrom(text) : text);
  try {
    return `${JSON.stringify(cleanValue(JSON.parse(line), clean))}\n`;
  } catch {
    return `${clean(line).trimEnd()}\n`;
  }
}

function cleanValue(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(item => cleanValue(item, clean));
  if (value === null || typeof value !== 'object') return value;
  if ('type' in value && value.type === 'Buffer' && 'data' in value) return '[bytes]';
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      clean(name),
      isTelling(name) && typeof inner !== 'boolean' && inner !== null ? GONE : cleanValue(inner, clean),
    ]),
  );
}

/** Names whose value is a secret, compared without case, blanks, dashes and underscores. */
const TELLING =
  /secret|passw|pwd|token(?!url|type)|authorization|apiintegrationcode|cookie|credential|apikey|privatekey|encryptionkey|databaseurl|smtpurl|responseurl/;
const isTelling = (name: string): boolean => TELLING.test(name.toLowerCase().replaceAll(/[-_ ]/g, ''));

/** A telling name in running text. Lengths are bounded so that no text, however odd, takes long to look through. */
const NAME = String.raw`(?<![\w-])[\w-]{0,40}?(?:secret|passw(?:or)?d|token|authorization|apiintegrationcode|cookie|api[-_]?key|private[-_]?key)[\w-]{0,40}`;

/** What gives a secret away by its looks, and what is left of it. */
const LOOKS: [RegExp, string][] = [
  [/\bxox[a-z]{1,2}[-.][\w.-]+/gi, GONE],
  [/\bxapp-[\w-]+/gi, GONE],
  [/\bv1\.\w{1,32}\.[\w-]{38,}/g, GONE],
  [/\b(Bearer\s+)[\w.~+/=-]+/gi, `$1${GONE}`],
  [/\b(Basic\s+)(?=\S*[\d=+/])[A-Za-z0-9+/=]{12,}/gi, `$1${GONE}`],
  // user:password@ in an address; host:8080/…@ is none
  [
    /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@:"']{0,200}:(?!\d{1,5}[/?#])[^\s"']{0,500}@/gi,
    `$1${GONE}@`,
  ],
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@"']{1,500}@/gi, `$1${GONE}@`],
  // "secret":"…", once or more often escaped, and token: '…'
  [
    new RegExp(String.raw`(${NAME}\\{0,9}["']?\s{0,9}[:=]\s{0,9}\\{0,9}(["']))(?:(?!\\{0,9}\2).)*`, 'gi'),
    `$1${GONE}`,
  ],
  // client_secret=…&
  [new RegExp(String.raw`(${NAME}=)[^&\s"'\\]+`, 'gi'), `$1${GONE}`],
  [
    /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|apiintegrationcode)(\s{0,9}:\s{0,9})[^\r\n"]+/gi,
    `$1$2${GONE}`,
  ],
  [/(?<![\w-])([\w-]{0,40}?(?:secret|password)\s{0,9}:\s{0,9})[^\s"'[]\S*/gi, `$1${GONE}`],
];

/** `text` without anything that looks like a secret: for foreign words that are kept or shown. */
export function scrub(text: string): string {
  return LOOKS.reduce((left, [look, rest]) => left.replaceAll(look, rest), text);
}

/** For rooms that were given no log. */
export const silentLog: Log = createLog({ level: 'silent', destination: { write: () => {} } });
