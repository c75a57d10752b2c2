/** A request of Slack that is turned away before anything was done with it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** 401: not believed. 503: to be sent again. */
  readonly status: 401 | 503;
  /** One of few words, for metrics. */
  readonly why: string;

  /** @param message for the log */
  constructor(status: Refused['status'], why: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.why = why;
  }
}
