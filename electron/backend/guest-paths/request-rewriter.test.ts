import { describe, expect, it } from 'vitest';
import { toGuestPath } from '../../../vm/windows-path.ts';
import { namesFolders, translateMounts } from './mount-paths.ts';
import { RequestRewriter } from './request-rewriter.ts';

const head = (line: string, ...headers: string[]) =>
  [line, 'Host: api.moby.localhost', ...headers, '', ''].join('\r\n');
const CREATE = 'POST /v1.47/containers/create HTTP/1.1';
const BODY = '{"Image":"alpine","HostConfig":{"Binds":["C:\\\\x:/w"],"Memory":9223372036854771712}}';
const CHANGED = BODY.replace('C:\\\\x', '/mnt/c/x');
const withLength = (body: string) =>
  head(CREATE, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`) + body;
const chunked = (...parts: string[]) =>
  [...parts, ''].map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`).join('');

/** Everything that leaves for the engine, however the bytes come. */
function through(
  text: string,
  pieces = 1,
  bodyLimit = 1000,
): { sent: string; answers: string[]; errors: string[] } {
  const answers: string[] = [];
  const errors: string[] = [];
  const rewriter = new RequestRewriter({
    wants: namesFolders,
    rewrite: (body) => translateMounts(body, (source) => toGuestPath(source, 'pier')),
    answer: (bytes) => answers.push(bytes.toString('latin1')),
    refuse: (error) => errors.push(String(error)),
    bodyLimit,
  });
  const bytes = Buffer.from(text);
  const size = Math.ceil(bytes.length / pieces);
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) out.push(...rewriter.push(bytes.subarray(at, at + size)));
  out.push(...rewriter.end());
  return { sent: Buffer.concat(out).toString('latin1'), answers, errors };
}

const changedRequest = head(
  CREATE,
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(CHANGED)}`,
).concat(CHANGED);

describe.each([1, 3, 1000])('requests in %s pieces', (pieces) => {
  const same = (text: string) =>
    expect(through(text, pieces)).toEqual({ sent: text, answers: [], errors: [] });

  it('to create a container are changed', () => {
    expect(through(withLength(BODY), pieces).sent).toBe(changedRequest);
  });

  it('with a chunked body are changed', () => {
    const request = head(CREATE, 'Content-Type: application/json', 'Transfer-Encoding: chunked');
    const sent = through(request + chunked(BODY.slice(0, 20), BODY.slice(20)), pieces).sent;
    expect(sent).toBe(changedRequest);
  });

  it('that follow each other on one connection are each their own', () => {
    const ping = head('HEAD /_ping HTTP/1.1');
    const start = head('POST /v1.47/containers/abc/start HTTP/1.1', 'Content-Length: 0');
    const load =
      head('POST /v1.47/images/load HTTP/1.1', 'Transfer-Encoding: chunked') +
      chunked('GET / HTTP/1.1\r\n\r\n', BODY);
    const all = ping + withLength(BODY) + start + load + ping;
    expect(through(all, pieces).sent).toBe(ping + changedRequest + start + load + ping);
  });

  it('without folders of Windows pass to the byte', () => {
    same(withLength('{ "Image":"alpine", "HostConfig":{"Binds":["data:/w"]} }'));
    same(head(CREATE, 'Transfer-Encoding: chunked') + chunked('{"Image"', ':"alpine"}'));
    same(withLength('no json'));
    same(head(CREATE, 'Content-Length: 0'));
  });

  it('that take the connection over leave it alone from then on', () => {
    const attach = head(
      'POST /v1.47/containers/a/attach?stream=1 HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: tcp',
    );
    same(attach + withLength(BODY));
    same(`${head('POST /exec/a/start HTTP/1.1', 'Content-Length: 2')}{}${withLength(BODY)}`);
    same(`${head('POST /session HTTP/1.1', 'Connection: Upgrade', 'Upgrade: h2c')}PRI * HTTP/2.0\r\n\r\n`);
  });

  it('of another protocol pass', () => {
    same('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    same('\u0016\u0003\u0001 no http');
    same(`${head('POST /x HTTP/1.1', 'Transfer-Encoding: gzip, chunked')}anything`);
  });

  it('that end in the middle pass as far as they came', () => {
    same(withLength(BODY).slice(0, -5));
    same(head(CREATE, 'Content-Length: 10').slice(0, 30));
    same(head(CREATE, 'Transfer-Encoding: chunked') + chunked(BODY).slice(0, 30));
    same(`${head(CREATE, 'Transfer-Encoding: chunked')}no size\r\nmore`);
  });

  it('that nobody can fulfil are refused, and nothing of them leaves', () => {
    const found = through(
      withLength(BODY.replace('C:\\\\x', '\\\\\\\\server\\\\x')) + withLength(BODY),
      pieces,
    );
    expect(found.sent).toBe('');
    expect(found.errors).toEqual([expect.stringMatching(/in the network/)]);
  });

  it('whose sender waits are told to go on', () => {
    const request = head(
      CREATE,
      'Content-Type: application/json',
      'Expect: 100-continue',
      `Content-Length: ${BODY.length}`,
    );
    expect(through(request + BODY, pieces)).toEqual({
      sent: changedRequest,
      answers: ['HTTP/1.1 100 Continue\r\n\r\n'],
      errors: [],
    });
  });
});

it('a body that is too long to be a container passes as it is', () => {
  expect(through(withLength(BODY), 20, BODY.length - 1).sent).toBe(withLength(BODY));
  expect(through(withLength(BODY), 20, BODY.length).sent).toBe(changedRequest);
});

it('a long body of another request is not gathered', () => {
  const rewriter = new RequestRewriter({
    wants: namesFolders,
    rewrite: (body) => body,
    answer: () => {},
    refuse: () => {},
  });
  rewriter.push(Buffer.from(head('POST /build HTTP/1.1', 'Content-Length: 1000000')));
  const part = Buffer.alloc(1000);
  expect(rewriter.push(part)).toEqual([part]);
});
