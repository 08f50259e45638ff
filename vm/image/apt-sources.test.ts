import { expect, test } from 'vitest';
import { parseAptSources, sharedAptOptions, sourceLines } from './apt-sources.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const lines = (files: Record<string, string>, hasKeyring = true) =>
  sourceLines(parseAptSources(files), 'trixie', () => hasKeyring);

test('without sources of Debian, Debian’s own mirror is used', () => {
  const expected = [
    'deb http://deb.debian.org/debian trixie main',
    'deb http://deb.debian.org/debian-security trixie-security main',
  ];
  expect(lines({})).toEqual(expected);
  expect(lines({ 'ubuntu.list': 'deb http://archive.ubuntu.com/ubuntu noble main universe' })).toEqual(
    expected,
  );
  expect(lines({ 'node.list': 'deb https://deb.nodesource.com/node_20.x nodistro main' })).toEqual(expected);
});

test('the machine’s own mirror and keyring are used, in the deb822 form', () => {
  const text = `# a comment
Types: deb deb-src
URIs: http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main
  contrib
Signed-By: ${KEYRING}

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`;
  expect(lines({ 'debian.sources': text })).toEqual([
    `deb [signed-by=${KEYRING}] http://mirror.example/debian trixie main`,
    'deb http://mirror.example/debian-security trixie-security main',
  ]);
  expect(lines({ 'debian.sources': text }, false)[0]).toBe('deb http://mirror.example/debian trixie main');
});

test('the one-line form, with options and a comment; a mirror without security stays alone', () => {
  const text = `deb-src http://mirror.example/debian bookworm main
# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=${KEYRING}] http://mirror.example/debian bookworm main contrib # ours
`;
  expect(lines({ 'sources.list': text })).toEqual([
    `deb [signed-by=${KEYRING}] http://mirror.example/debian trixie main`,
  ]);
});

test('sources that are switched off, lack main or carry an embedded key', () => {
  const stanza = (extra: string) =>
    `Types: deb\nURIs: http://m.example/debian\nSuites: trixie\nComponents: main\n${extra}`;
  expect(parseAptSources({ 'a.sources': stanza('Enabled: no\n') })).toEqual([]);
  expect(parseAptSources({ 'a.sources': stanza('Signed-By:\n -----BEGIN PGP-----\n .\n abc\n') })[0]).toEqual(
    {
      uri: 'http://m.example/debian',
      suite: 'trixie',
      components: ['main'],
    },
  );
  expect(lines({ 'a.list': 'deb http://m.example/debian trixie contrib' })[0]).toContain('deb.debian.org');
});

test('how to reach a mirror is handed on, and nothing else of apt’s settings', () => {
  const dump = `APT::Architecture "amd64";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::https::Proxy "";
Acquire::Check-Valid-Until "false";
DPkg::Post-Invoke:: "rm -f /var/cache/apt/*.bin || true";
Acquire::Languages "none";
`;
  expect(sharedAptOptions(dump)).toEqual([
    'Acquire::http::Proxy "http://proxy.example:3128";',
    'Acquire::Check-Valid-Until "false";',
  ]);
});
