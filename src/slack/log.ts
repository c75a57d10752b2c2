import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../log.ts';

/**
 * Slack's libraries write to our log. What they call debug holds what people typed, secrets too, so it is never
 * written, at whatever level ours is (Slack reference 2.5).
 */
export function boltLogger(log: Log): Logger {
  const words = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug: () => {},
    info: (...parts) => log.info({}, words(parts)),
    // What JSON could not read of it is quoted there.
    warn: (...parts) => log.warn({}, words(parts).replace(/^(Malformed request body):.*$/s, '$1')),
    error: (...parts) => log.error({}, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
