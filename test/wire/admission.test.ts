import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { WebDesk } from '../../electron/web/server.ts';
import { MAX_MESSAGE } from '../../shared/wire/message.ts';
import { testHost } from '../support/test-host.ts';
import { serveTestPage, socketURL, visit } from './lines.ts';

const { host } = testHost();
let web: WebDesk;
let cookie: string;

beforeAll(async () => {
  web = await serveTestPage(host);
  cookie = await visit(web);
});
afterAll(async () => {
  await web.close();
  host.close();
});

test('the first visit trades the token for a cookie, which then is enough', async () => {
  const own = await serveTestPage(host);
  const first = await fetch(own.address, { redirect: 'manual' });
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  expect(first.headers.get('set-cookie')).toMatch(/^fairway-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/);
  const given = first.headers.get('set-cookie')!.split(';')[0]!;
  const page = await fetch(own.origin, { headers: { Cookie: given } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<title>Fairway</title>');
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:/,
  );
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('cache-control')).toBe('no-store');
  const again = await fetch(own.address, { redirect: 'manual' });
  expect([again.status, await again.text()]).toEqual([401, expect.stringContaining('has been used')]);
  await own.close();
});

const visits: readonly (readonly [what: string, path: string, headers: OutgoingHttpHeaders, status: number, text: RegExp])[] = [
  ['no token', '/', {}, 401, /lacks its token/],
  ['a wrong token', '/?token=guess', {}, 401, /not the one/],
  ['a wrong cookie', '/', { cookie: 'fairway-1=guess' }, 401, /lacks its token/],
  ['another host by DNS rebinding', '/', { host: 'evil.example', cookie: 'good' }, 403, /Host evil.example/],
  ['a foreign origin', '/', { origin: 'https://evil.example', cookie: 'good' }, 403, /Origin https:\/\/evil.example/],
  ['a path out of the folder', '/../../etc/passwd', { cookie: 'good' }, 404, /no such page/],
  ['an encoded path out of the folder', '/%2e%2e%2f%2e%2e%2fetc%2fpasswd', { cookie: 'good' }, 404, /no such page/],
];

test.each(visits)('a visit with %s is refused', async (_, path, headers, status, text) => {
  const answer = await get(path, headers);
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(text);
});

test('only GET and HEAD are answered', async () => {
  const answer = await fetch(web.origin, { method: 'POST', headers: { Cookie: cookie } });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

const upgrades: readonly (readonly [what: string, headers: OutgoingHttpHeaders, status: number])[] = [
  ['no cookie', { origin: 'own' }, 401],
  ['a wrong cookie', { origin: 'own', cookie: 'fairway-1=guess' }, 401],
  ['a foreign origin', { origin: 'http://evil.example', cookie: 'good' }, 403],
  ['the origin of another port', { origin: 'http://127.0.0.1:1', cookie: 'good' }, 403],
  ['a null origin', { origin: 'null', cookie: 'good' }, 403],
  ['no origin', { cookie: 'good' }, 403],
  ['another host', { origin: 'own', cookie: 'good', host: 'evil.example' }, 403],
];

test.each(upgrades)('a WebSocket with %s is refused', async (_, headers, status) => {
  const socket = new WebSocket(socketURL(web), { headers: filled(headers) as Record<string, string> });
  const answered = await new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => resolve('open'));
    // What `terminate` makes of a connection that never was.
    socket.on('error', () => resolve('error'));
  });
  expect(answered).toBe(status);
  socket.terminate();
});

test('the token alone opens no WebSocket', async () => {
  const own = await serveTestPage(host);
  const socket = new WebSocket(`${socketURL(own)}${new URL(own.address).search}`, { headers: { Origin: own.origin } });
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    socket.on('error', () => resolve('error'));
  });
  expect(status).toBe(401);
  socket.terminate();
  await own.close();
});

test('a message far beyond the limit closes the connection unread', async () => {
  const socket = new WebSocket(socketURL(web), { headers: { Cookie: cookie, Origin: web.origin } });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('open', () => socket.send('x'.repeat(MAX_MESSAGE * 5)));
  expect(await closed).toBe(1009);
});

function filled(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return {
    ...headers,
    ...(headers.cookie === 'good' && { cookie }),
    ...(headers.origin === 'own' && { origin: web.origin }),
  };
}

/** Node's own client: `fetch` would not send such headers, nor such a path. */
function get(path: string, headers: OutgoingHttpHeaders): Promise<{ status: number | undefined; text: string }> {
  const { hostname, port } = new URL(web.origin);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, headers: filled(headers) }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, text });
    })
      .on('error', reject)
      .end();
  });
}
