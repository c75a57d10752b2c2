import type { Path } from './path.ts';

/** What is sent back: JSON, or a web page where IIS answers instead of Autotask. */
export type Answer = { status: number; body: unknown } | { status: number; html: string };

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const refusal = (status: number, errors: readonly string[]): Answer => ({ status, body: { errors } });

export const noSuchPath: Answer = {
  status: 404,
  html: '<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head><body><h2>404 - File or directory not found.</h2></body></html>',
};

export const wrongMethod = (method: string): Answer => ({
  status: 405,
  body: { Message: `The requested resource does not support http method '${method}'.` },
});

export const wrongType = (type: string): Answer => ({
  status: 415,
  body: { Message: `The request entity's media type '${type}' is not supported for this resource.` }, // invented
});

export const noPermission = (verb: string): Answer =>
  refusal(500, [
    `The logged in Resource does not have the adequate permissions to ${verb} this entity type.`,
  ]);

/** A path that Autotask has, asked for by a user who is logged in. */
export type Asked = { path: Path; method: string; query: URLSearchParams; body: string };
