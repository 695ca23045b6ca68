import t from 'tap';
import { COOKIES, readCookie, setCookie } from '../../../src/control/identity/cookies.js';
import { checkPage } from '../../../src/control/identity/csrf.js';
import { returnPath } from '../../../src/control/identity/return-path.js';
import { ORIGIN } from './support.js';

t.test('nobody is sent to another site after signing in', (t) => {
  const elsewhere = [
    undefined,
    '',
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/./\\/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '@evil.example',
    '.evil.example',
    ' //evil.example',
    `/${'a'.repeat(3000)}`,
    '/api/sign-in/oidc/other',
    '/x/../api/sign-out',
  ];
  for (const path of elsewhere) t.equal(returnPath(path), '/', JSON.stringify(path));
  t.equal(returnPath('/admin/users?page=2#x'), '/admin/users?page=2#x');
  t.equal(returnPath('/a\r\nSet-Cookie: x=1'), '/aSet-Cookie:%20x=1', 'nor are headers added');
  t.end();
});

t.test('writes come from our pages', (t) => {
  const from = (origin: string, secFetchSite = '') => checkPage('POST', { origin, secFetchSite }, ORIGIN);
  from(ORIGIN);
  from(ORIGIN, 'same-origin');
  from('', 'none');
  from('');
  const others: [string, string?][] = [
    ['https://evil.example'],
    ['https://evil.gateway.example', 'same-site'],
    ['null'],
    ['http://gateway.example'],
    ['https://gateway.example:8443'],
    [ORIGIN, 'cross-site'],
    ['', 'cross-site'],
    ['', 'same-site'],
  ];
  for (const [origin, site] of others)
    t.throws(() => from(origin, site), { code: 'CSRF_REFUSED' }, `${origin} ${site}`);
  checkPage('GET', { origin: 'https://evil.example', secFetchSite: 'cross-site' }, ORIGIN);
  t.end();
});

t.test('cookies are out of reach of scripts, other sites and sibling domains', (t) => {
  t.equal(
    setCookie(COOKIES.session, 'abc', ORIGIN, 60.5),
    '__Host-sluice-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60',
  );
  t.equal(
    setCookie(COOKIES.session, 'abc', 'http://127.0.0.1:8080'),
    'sluice-session=abc; Path=/; HttpOnly; SameSite=Lax',
    'plain HTTP on loopback has neither',
  );
  const read = (header: string) => readCookie(header, COOKIES.session, ORIGIN);
  t.equal(read('a=b; __Host-sluice-session=abc; c=d'), 'abc');
  t.equal(read('sluice-session=abc'), undefined, 'not one that needs no HTTPS');
  t.equal(read('__Host-sluice-session=abc; __Host-sluice-session=def'), undefined, 'not one of two');
  t.equal(read(`__Host-sluice-session=abc; x=${'y'.repeat(20_000)}`), undefined);
  t.end();
});
