/** Prints what was measured, where somebody asks for it with `STORM_FIGURES=1`. */
export function note(what: string, value: unknown): void {
  if (process.env.STORM_FIGURES) process.stdout.write(`figure: ${what}: ${JSON.stringify(value)}\n`);
}
