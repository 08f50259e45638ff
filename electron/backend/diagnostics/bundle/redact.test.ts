import { describe, expect, it } from 'vitest';
import { Redactor } from './redact.ts';
import { isSecretName } from './secret-names.ts';

const redactor = new Redactor({
  secrets: ['hunter2hunter2', 'tür "auf"/+?', 'on'],
  paths: [
    { path: '/home/ann/.pier', shown: '$PIER_HOME' },
    { path: '/home/ann', shown: '~' },
  ],
  user: 'ann',
  host: 'anns-laptop',
});
const clean = (text: string) => redactor.text(text);

describe('Redactor', () => {
  it('takes out known secrets in every way they are written', () => {
    const secret = 'tür "auf"/+?';
    for (const written of [
      'hunter2hunter2',
      `x${secret}y`,
      JSON.stringify({ a: secret }),
      `q=${encodeURIComponent(secret)}`,
      Buffer.from('hunter2hunter2').toString('base64'),
    ]) {
      expect(clean(written)).toContain('[redacted]');
      expect(clean(written)).not.toMatch(/hunter2|auf|aHVudGVyMmh1bnRlcj/);
    }
    // Too short to be taken out everywhere.
    expect(clean('turned on')).toBe('turned on');
  });

  it.each([
    ['http://user:pa55word@proxy.example:3128/x', 'http://[redacted]@proxy.example:3128/x'],
    ['https://ghtoken@github.com/a', 'https://[redacted]@github.com/a'],
    ['Authorization: Bearer abcdefghijk', 'Authorization: [redacted]'],
    ['Authorization: Token abcdef\nnext', 'Authorization: [redacted]\nnext'],
    ['authorization: AWS4-HMAC-SHA256 Credential=x, Signature=y', 'authorization: [redacted]'],
    ['{"Proxy-Authorization":"Negotiate x","a":1}', '{"Proxy-Authorization":"[redacted]","a":1}'],
    ['DB_PASSWORD=letmein now', 'DB_PASSWORD=[redacted] now'],
    ['{"password":"let me in","user":"bo"}', '{"password":"[redacted]","user":"bo"}'],
    [
      String.raw`{"m":"{\"password\":\"let me in\",\"user\":\"bo\"}"}`,
      String.raw`{"m":"{\"password\":\"[redacted]\",\"user\":\"bo\"}"}`,
    ],
    [String.raw`\\\"token\\\": \\\"x\\\"`, String.raw`\\\"token\\\": \\\"[redacted]\\\"`],
    [String.raw`\"token\":\"\"`, String.raw`\"token\":\"\"`],
    ["apiKey: 'x y'", "apiKey: '[redacted]'"],
    ['mysqld --password letmein --port 3306', 'mysqld --password [redacted] --port 3306'],
    ['curl --token="a b" x', 'curl --token="[redacted]" x'],
    ['GET /?token=abc123&x=1', 'GET /?token=[redacted]&x=1'],
    ['Set-Cookie: sid=1; Path=/', 'Set-Cookie: [redacted]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_', '[redacted]'],
    ['key ghp_abcdefghijklmnopqrstuvwxyz', 'key [redacted]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----!', '[redacted]!'],
    ['/home/ann/.pier/run/x and /home/ann/work', '$PIER_HOME/run/x and ~/work'],
    ['/home/bob/x, C:\\Users\\bob\\x', '/home/[user]/x, C:\\Users\\[user]\\x'],
    ['ann@anns-laptop', '[user]@[computer]'],
    ['/home/annabel/x', '/home/[user]/x'],
  ])('%s', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  it('leaves what helps', () => {
    for (const text of [
      '2026-11-25T16:00:00.000Z info  The machine is running. {"pid":7,"port":2376}',
      'unix:///run/docker.sock, http://127.0.0.1:8080/path?x=1',
      'Cannot start: passed 3 of 4 checks; bypass=off',
      'sha256:0123456789abcdef',
      'annotations, cannot',
    ]) {
      expect(clean(text)).toBe(text);
    }
  });

  it('takes values out of JSON by their names, at any depth', () => {
    expect(
      redactor.json({
        a: [{ clientSecret: 'x', port: 1, pin: 2 }],
        proxyPassword: 12345,
        plain: 'hunter2hunter2',
      }),
    ).toEqual({
      a: [{ clientSecret: '[redacted]', port: 1, pin: 2 }],
      proxyPassword: '[redacted]',
      plain: '[redacted]',
    });
  });

  it('is quick with long lines', () => {
    const startedAt = Date.now();
    clean('a'.repeat(300_000));
    clean(`${'a=b '.repeat(50_000)}`);
    clean('x-'.repeat(100_000));
    clean('://'.repeat(50_000));
    clean('\\\\'.repeat(100_000));
    clean('authorization '.repeat(20_000));
    expect(Date.now() - startedAt).toBeLessThan(3000);
  });
});

it.each([
  'DB_PASSWORD',
  'apiKey',
  'x-registry-auth',
  'AWS_SECRET_ACCESS_KEY',
  'passwd',
  'GITHUB_TOKEN',
  'PGPASSWORD',
  'DB_PASS',
  'smtpPass',
])('%s is the name of a secret', (name) => expect(isSecretName(name)).toBe(true));
it.each(['PATH', 'port', 'passed', 'bypass_list', 'author', 'key', 'compass', 'passthrough'])(
  '%s is not',
  (name) => expect(isSecretName(name)).toBe(false),
);
