/** WebSocket frames (RFC 6455) as a server writes and reads them; messages of text only, no extensions. */

export const OPCODES = { more: 0x0, text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

export type Frame = { opcode: number; isLast: boolean; payload: Buffer };

/** One whole message, unmasked. */
export function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const isShort = length <= 0xffff;
  const head = Buffer.alloc(isShort ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = isShort ? 126 : 127;
  if (isShort) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The frames that are whole in `bytes`, unmasked, and what is left for the next piece. */
export function decodeFrames(bytes: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = bytes;
  for (let read = firstFrame(rest); read !== null; read = firstFrame(rest)) {
    frames.push(read.frame);
    rest = rest.subarray(read.size);
  }
  return { frames, rest };
}

function firstFrame(bytes: Buffer): { frame: Frame; size: number } | null {
  if (bytes.length < 2) return null;
  const first = bytes.readUInt8(0);
  const second = bytes.readUInt8(1);
  const short = second & 0x7f;
  const head = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  const isMasked = (second & 0x80) !== 0;
  const start = head + (isMasked ? 4 : 0);
  if (bytes.length < start) return null;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return null;
  const payload = Buffer.from(bytes.subarray(start, start + length));
  if (isMasked) {
    const mask = bytes.subarray(head, start);
    for (let i = 0; i < length; i++) payload[i] = payload[i]! ^ mask[i % 4]!;
  }
  return { frame: { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload }, size: start + length };
}
