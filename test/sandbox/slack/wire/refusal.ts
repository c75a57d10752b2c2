/** An answer with `ok: false`. */
export class Refusal extends Error {
  readonly body: Record<string, unknown>;

  /** @param word Slack's error word */
  constructor(word: string, { messages, ...more }: { messages?: string[]; [field: string]: unknown } = {}) {
    super(word);
    this.body = { ok: false, error: word, ...more, ...(messages && { response_metadata: { messages } }) };
  }

  static missing(argument: string): Refusal {
    return new Refusal('invalid_arguments', { messages: [`[ERROR] missing required field: ${argument}`] });
  }
}
