/** The part of a logger that this adapter writes to. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};
