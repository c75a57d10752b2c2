/** What Autotask says when it does not do what it was asked: HTTP 500 with all its reasons in one list. */
export class Refusal extends Error {
  readonly errors: readonly string[];

  constructor(...errors: string[]) {
    super(errors.join(' '));
    this.errors = errors;
  }
}

/** @throws Refusal when there is anything to say */
export function refuseIf(errors: readonly string[]): void {
  if (errors.length > 0) throw new Refusal(...errors);
}
