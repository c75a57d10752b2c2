/** A ConnectWise that knows one company and one pair of keys, as strict about both as the record says (reference 1, 9). */
import Fastify from 'fastify';

export type ConnectWiseSandbox = {
  /** Host and port. */
  host: string;
  site: string;
  clientId: string;
  keys: { companyId: string; publicKey: string; privateKey: string };
  /** Calls with keys, and whether they were right. */
  calls: { path: string; ok: boolean }[];
  close(): Promise<void>;
};

export async function startConnectWise(): Promise<ConnectWiseSandbox> {
  const clientId = '11111111-2222-4333-8444-555555555555';
  const keys = { companyId: 'northwind', publicKey: 'public-key-0001', privateKey: 'private-key-secret-1' };
  const calls: ConnectWiseSandbox['calls'] = [];
  const app = Fastify();
  app.get<{ Params: { id: string } }>('/login/companyinfo/:id', async ({ params }, reply) =>
    reply
      .type('application/json')
      .send(
        params.id === keys.companyId
          ? JSON.stringify({ CompanyName: 'Northwind', Codebase: 'v2026_1/', CompanyID: keys.companyId })
          : 'null',
      ),
  );
  app.get('/v2026_1/apis/3.0/system/info', async ({ headers, url }, reply) => {
    const { companyId, publicKey, privateKey } = keys;
    const right = `Basic ${Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64')}`;
    const ok = headers.authorization === right && headers.clientid === clientId;
    calls.push({ path: url, ok });
    if (!ok)
      return reply
        .code(401)
        .send({ code: 'Unauthorized', message: 'Cannot route. Codebase/company is invalid.' });
    return { version: 'v2026.1.100', isCloud: true };
  });
  const site = await app.listen({ host: '127.0.0.1', port: 0 });
  return { host: new URL(site).host, site, clientId, keys, calls, close: () => app.close() };
}
