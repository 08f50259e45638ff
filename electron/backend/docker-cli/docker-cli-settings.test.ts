import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DockerCliSettings } from './docker-cli-settings.ts';

let home: string;
let config: string;
let settings: DockerCliSettings;
const TEXT = '{\n  "z": 1,\n  "credsStore": "desktop",\n  "a": {"b": 12345678901234567890}\n}\n';
const read = () => readFileSync(config, 'utf8');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-docker-cli-'));
  config = join(home, 'config.json');
  settings = new DockerCliSettings(join(home, 'record.json'));
  writeFileSync(config, TEXT);
});
afterEach(() => rmSync(home, { recursive: true }));

it('changes what it has to, through a link, with the mode it had, and puts all of it back', async () => {
  const real = join(home, 'real.json');
  rmSync(config);
  writeFileSync(real, TEXT);
  chmodSync(real, 0o640);
  symlinkSync(real, config);
  await settings.setMember(config, 'credsStore', 'pier');
  await settings.setMember(config, 'currentContext', 'other');
  await settings.setMember(config, 'currentContext', 'pier');
  await settings.makeFile(join(home, 'contexts/x/meta.json'), '{}');
  expect(read()).toBe(
    TEXT.replace('desktop', 'pier').replace('}\n}\n', '},\n  "currentContext": "pier"\n}\n'),
  );
  expect([lstatSync(config).isSymbolicLink(), statSync(real).mode & 0o777]).toEqual([true, 0o640]);
  // By another process, later.
  await new DockerCliSettings(join(home, 'record.json')).putBack();
  expect(read()).toBe(TEXT);
  expect(existsSync(join(home, 'contexts/x'))).toBe(false);
  await settings.putBack();
  expect(read()).toBe(TEXT);
});

it("gives a person's own file back whose place it took", async () => {
  const path = join(home, 'contexts/x/meta.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'theirs');
  await settings.makeFile(path, 'ours');
  await settings.makeFile(path, 'ours, newer');
  await settings.putBack();
  expect(readFileSync(path, 'utf8')).toBe('theirs');
});

it('goes on without a record that cannot be understood, which stays aside', async () => {
  writeFileSync(join(home, 'record.json'), '{"members": 7}');
  await settings.setMember(config, 'credsStore', 'pier');
  await settings.putBack();
  expect(read()).toBe(TEXT);
  expect(readdirSync(home).some((name) => name.startsWith('record.json.broken-'))).toBe(true);
});

it('leaves what a person has changed since', async () => {
  await settings.setMember(config, 'credsStore', 'pier');
  writeFileSync(config, '{"credsStore": "pass"}');
  await settings.putBack();
  expect(read()).toBe('{"credsStore": "pass"}');
});

it('does not touch what does not parse', async () => {
  writeFileSync(config, '{"credsStore": "desktop", // mine\n}');
  await expect(settings.setMember(config, 'credsStore', 'pier')).rejects.toMatchObject({
    code: 'docker_config_invalid',
  });
  expect(read()).toBe('{"credsStore": "desktop", // mine\n}');
});

it('leaves a file alone that was made read-only', async () => {
  chmodSync(config, 0o444);
  await expect(settings.setMember(config, 'credsStore', 'pier')).rejects.toMatchObject({
    code: 'home_not_writable',
    hint: expect.stringContaining('chmod u+w'),
  });
  expect([read(), existsSync(join(home, 'record.json'))]).toEqual([TEXT, false]);
});

it('gives one member back by itself', async () => {
  await settings.setMember(config, 'currentContext', 'pier');
  await settings.setMember(config, 'credsStore', 'pier');
  await settings.restoreMember(config, 'currentContext');
  expect(read()).toBe(TEXT.replace('desktop', 'pier'));
  await settings.putBack();
  expect(read()).toBe(TEXT);
});

it('brings a file back that it removed, unless there is another one by then', async () => {
  const [one, two] = ['one', 'two'].map((name) => join(home, `contexts/${name}/meta.json`)) as [
    string,
    string,
  ];
  for (const path of [one, two]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'theirs');
    await settings.removeFile(path);
  }
  expect(existsSync(dirname(one))).toBe(false);
  mkdirSync(dirname(two));
  writeFileSync(two, 'newer');
  await settings.putBack();
  expect([readFileSync(one, 'utf8'), readFileSync(two, 'utf8')]).toEqual(['theirs', 'newer']);
});

it('makes links, in the place of links alone, and takes them away again', async () => {
  const link = join(home, 'bin/docker-pier');
  await settings.makeLink(link, '/first');
  await settings.makeLink(link, '/second');
  const other = join(home, 'bin/pier');
  symlinkSync('/theirs', other);
  await settings.makeLink(other, '/ours');
  expect([readlinkSync(link), readlinkSync(other)]).toEqual(['/second', '/ours']);
  await expect(settings.makeLink(config, '/ours')).rejects.toMatchObject({ code: 'file_exists' });
  await settings.restoreLink(link);
  expect(readdirSync(join(home, 'bin'))).toEqual(['pier']);
  await settings.putBack();
  expect([readlinkSync(other), read()]).toEqual(['/theirs', TEXT]);
});

it('makes a file that is not there for its owner alone', async () => {
  rmSync(config);
  await settings.setMember(config, 'currentContext', 'pier');
  expect([JSON.parse(read()), statSync(config).mode & 0o777]).toEqual([{ currentContext: 'pier' }, 0o600]);
});
