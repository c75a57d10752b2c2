/**
 * Proves ConnectWise credentials: finds the company's code base, then asks for the version with the keys given
 * (ConnectWise reference 1). There is no adapter for syncs yet.
 */
import { UserError } from '../../errors.ts';
import { Http } from '../../http.ts';
import { CompanyInfo, SystemInfo } from './schema.ts';

export type ConnectWiseCredentials = {
  site: string;
  companyId: string;
  publicKey: string;
  privateKey: string;
};
export type ConnectWiseOptions = {
  /** Of this app; ConnectWise gives it to who makes integrations. */
  clientId: string | null;
  /** Hosts besides ConnectWise's cloud, in lower case, with a port where there is one. */
  allowedHosts: readonly string[];
};

/** User hosts of the cloud, and the hosts their API is at. */
const CLOUD: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'na.myconnectwise.net': 'api-na.myconnectwise.net',
    'eu.myconnectwise.net': 'api-eu.myconnectwise.net',
    'au.myconnectwise.net': 'api-au.myconnectwise.net',
    'aus.myconnectwise.net': 'api-aus.myconnectwise.net',
    'za.myconnectwise.net': 'api-za.myconnectwise.net',
    'staging.connectwisedev.com': 'api-staging.connectwisedev.com',
  }),
);

const TIMEOUT_MS = 20_000;

/**
 * @throws UserError `client-id-missing`, `host-refused`, `company-unknown`, `credentials-rejected`, `no-permission`,
 *   `connectwise-unclear`; `field` of the form it is about is the error's cause
 * @throws TransientError when ConnectWise does not answer
 */
export async function checkConnectWise(
  credentials: ConnectWiseCredentials,
  { clientId, allowedHosts }: ConnectWiseOptions,
): Promise<{ version: string }> {
  if (clientId === null) {
    throw new UserError('This installation has no client id for ConnectWise.', {
      code: 'client-id-missing',
      remedy: 'Ask your administrator to set CONNECTWISE_CLIENT_ID.',
    });
  }
  const origin = originOf(credentials.site, allowedHosts);
  const http = new Http({ allows: url => url.origin === origin, answerTimeoutMs: TIMEOUT_MS });
  try {
    const codebase = await findCodebase(http, origin, credentials.companyId);
    const { status, body } = await http.send({
      method: 'GET',
      url: `${origin}/${codebase}apis/3.0/system/info`,
      headers: { accept: 'application/json', clientId, authorization: basic(credentials) },
    });
    if (status === 401) {
      throw new UserError('ConnectWise refused the keys.', {
        code: 'credentials-rejected',
        remedy:
          'Copy both keys from System > Members > API Members > API Keys; the private key is shown once.',
        cause: { field: 'privateKey' },
      });
    }
    if (status === 403) {
      throw new UserError('ConnectWise does not let this API member read its version.', {
        code: 'no-permission',
        remedy: 'Give its security role Companies > Company Maintenance: Inquire All.',
      });
    }
    return SystemInfo.parse(readJson(status, body));
  } finally {
    await http.close();
  }
}

/** @throws UserError `host-refused` */
function originOf(site: string, allowedHosts: readonly string[]): string {
  const typed = site.trim().toLowerCase();
  const address = /^https?:\/\//.test(typed) ? typed : `https://${typed}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const host = url?.host ?? '';
  const isPlain = url?.username === '' && url.password === '';
  const api = CLOUD.get(host) ?? ([...CLOUD.values()].includes(host) ? host : null);
  if (isPlain && api) return `https://${api}`;
  // Plain http only on this machine, for test servers that an operator named.
  const isLocal = url?.hostname === '127.0.0.1' || url?.hostname === 'localhost';
  const isSafe = url?.protocol === 'https:' || isLocal;
  if (isPlain && isSafe && allowedHosts.includes(host)) return url.origin;
  throw new UserError(
    'That site is not one of ConnectWise’s cloud, nor one this app was set up to speak to.',
    {
      code: 'host-refused',
      remedy:
        'Nothing was sent. Type it as in na.myconnectwise.net; for a server of your own ask your administrator to name it in CONNECTWISE_ALLOWED_HOSTS.',
      cause: { field: 'site' },
    },
  );
}

async function findCodebase(http: Http, origin: string, companyId: string): Promise<string> {
  const { status, body } = await http.send({
    method: 'GET',
    url: `${origin}/login/companyinfo/${encodeURIComponent(companyId.trim())}`,
    headers: { accept: 'application/json' },
  });
  const found = CompanyInfo.safeParse(readJson(status, body));
  if (!found.success) throw unclear(status);
  if (found.data === null) {
    throw new UserError('ConnectWise does not know that company id at this site.', {
      code: 'company-unknown',
      remedy: 'It is the name used to log in, not a number; check the site too.',
      cause: { field: 'companyId' },
    });
  }
  return found.data.Codebase;
}

function readJson(status: number, body: string): unknown {
  if (status !== 200) throw unclear(status);
  try {
    return JSON.parse(body);
  } catch {
    throw unclear(status);
  }
}

const unclear = (status: number): UserError =>
  new UserError(`ConnectWise gave an answer that cannot be understood (status ${status}).`, {
    code: 'connectwise-unclear',
    remedy: 'Check the site; if it is right, try again in a while.',
    cause: { field: 'site' },
  });

const basic = ({ companyId, publicKey, privateKey }: ConnectWiseCredentials): string =>
  `Basic ${Buffer.from(`${companyId.trim()}+${publicKey.trim()}:${privateKey.trim()}`).toString('base64')}`;
