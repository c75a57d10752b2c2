/** Addresses that look like one of ours, or that lead somewhere secrets must not go. */

/** Letters of other alphabets that look like these. */
const TWINS = [
  ['a', 'а'],
  ['o', 'ο'],
  ['t', 'ţ'],
  ['e', 'е'],
  ['i', 'і'],
  ['.', '．evil．'],
] as const;

/** @param host one that is ours, such as `webservices3.autotask.net` */
export function lookalikes(host: string): string[] {
  const [first = '', ...rest] = host.split('.');
  const domain = rest.join('.');
  return [
    // Another domain with ours in it.
    `https://evil${domain}/`,
    `https://${first}.evil${domain}/`,
    `https://${domain}.evil.example/`,
    `https://${host}.evil.example/`,
    `https://${host}-evil.example/`,
    `https://evil.example/${host}/`,
    `https://evil.example?${host}`,
    `https://evil.example#.${host}`,
    `https://evil.example\\.${host}/`,
    `https://evil.example;.${host}/`,
    `https:evil.example`,
    `https:///evil.example/`,
    `https:\\\\evil.example\\${host}`,
    // Ours as a user name, and users at ours.
    `https://${host}@evil.example/`,
    `https://${host}:443@evil.example/`,
    `https://${host}%40evil.example/`,
    `https://user@${host}/`,
    `https://user:password@${host}/`,
    `https://:password@${host}/`,
    // Ours by another way.
    `http://${host}/`,
    `https://${host}:8443/`,
    `https://${host}:80/`,
    `https://${host}./`,
    `https://${host}../`,
    `ftp://${host}/`,
    `wss://${host}/`,
    // Letters that look like ours.
    ...TWINS.filter(([ours]) => domain.includes(ours)).map(
      ([ours, theirs]) => `https://${first}.${domain.replace(ours, theirs)}/`,
    ),
    `https://${first}.xn--${domain.split('.')[0]}-9fg.net/`,
    // No name at all.
    'https://203.0.113.7/',
    'https://[2001:db8::7]/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'http://169.254.169.254/latest/meta-data/',
    'https://[::ffff:169.254.169.254]/',
    'https://localhost/',
    'https://metadata.google.internal/',
    // No address, or one of something else.
    `//${host}/`,
    `//evil.example/`,
    '/ATServicesRest/',
    'https://',
    'https://..',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    `https://${host}\r\nHost: evil.example/`,
    `https://${host}%0d%0aHost:evil.example/`,
    `https://${host}%00.evil.example/`,
    `https://${'a'.repeat(300)}.${domain}.evil.example/`,
  ];
}

/** This machine by all its names. @param port where a trap is set */
export const loopbacks = (port: number): string[] => [
  `http://localhost:${port}/`,
  `http://LOCALHOST:${port}/`,
  `http://[::1]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://0.0.0.0:${port}/`,
  `http://127.0.0.2:${port}/`,
  `https://127.0.0.1:${port}/`,
  `https://localhost:${port}/`,
  `http://user@127.0.0.1:${port}/`,
  `http://:password@127.0.0.1:${port}/`,
  `ws://127.0.0.1:${port}/`,
];

/** Every way of sending somebody elsewhere. */
export const REDIRECTS = [301, 302, 303, 307, 308] as const;
