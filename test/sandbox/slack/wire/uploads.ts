import type { FastifyInstance } from 'fastify';
import { meet } from '../faults.ts';
import type { World } from './world.ts';

/** `/upload/v1/<path>`: the bytes of one file, as they are and as many as were announced, without a token. */
export function serveUploads(server: FastifyInstance, world: World): void {
  server.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  server.post<{ Params: { path: string } }>(
    '/upload/v1/:path',
    { bodyLimit: 1_073_741_824 },
    async (request, reply) => {
      const { book, faults } = world;
      const bytes = request.body as Buffer;
      const call = {
        method: 'upload',
        token: request.headers.authorization ?? null,
        args: { path: request.params.path, bytes: bytes.length },
        at: book.clock.now().getTime(),
        answer: '',
      };
      book.calls.push(call);
      const fault = faults.take('upload');
      const met = await meet(fault, 'before', reply);
      if (met !== null) {
        call.answer = met;
        return reply;
      }
      const file = [...book.files.values()].find(({ path }) => path === request.params.path);
      if (!file || file.isComplete || file.length !== bytes.length) {
        call.answer = '400';
        return reply.code(400).type('text/plain').send('upload failed');
      }
      file.bytes = bytes;
      call.answer = 'ok';
      return reply.type('text/plain').send(`OK - ${bytes.length}`);
    },
  );
}
