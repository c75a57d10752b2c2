import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export type Measured = { bytes: number; sha256: string };

/** A file that is written as it comes: whoever is quicker than the disk waits. */
export type MeasuredFile = {
  write(chunk: unknown): Promise<void>;
  /** @returns what is in it */
  end(): Promise<Measured>;
};

/** @param through makes text of what is written; left out: it is text */
export function openMeasured(path: string, through: Transform = new PassThrough()): MeasuredFile {
  const digest = createHash('sha256');
  let bytes = 0;
  const written = pipeline(
    through,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600 }),
  );
  // Its error is thrown by whoever waits for the end.
  written.catch(() => {});
  return {
    write: async chunk => {
      if (!through.write(chunk)) await Promise.race([once(through, 'drain'), written]);
    },
    end: async () => {
      through.end();
      await written;
      return { bytes, sha256: digest.digest('hex') };
    },
  };
}
