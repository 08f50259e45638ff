import { expect, it } from 'vitest';
import { dockerVariables, mayAskRegistry, refusedWord } from './docker-words.ts';

it.each([
  [['ps'], undefined],
  [['--version'], undefined],
  [['-H', 'tcp://x', 'ps'], '-H'],
  [['--host=tcp://x', 'ps'], '--host'],
  [['-D', '--config', '/x', 'ps'], '--config'],
  [['-c', 'other', 'ps'], '-c'],
  [['run', '-H', 'x'], undefined],
  [['extension', 'install', '-f', 'evil/x'], 'extension'],
  [['-D', 'pier', 'reset'], 'pier'],
  [['run', 'pier'], undefined],
  [['--log-level', 'debug', 'ps'], undefined],
  [['-l', 'debug', '-D', 'ps'], undefined],
  [['--log-level=debug', 'ps'], undefined],
  // What is behind the value is looked at as ever, and a value is no command.
  [['--log-level', 'debug', 'extension', 'ls'], 'extension'],
  [['--log-level=debug', 'pier'], 'pier'],
  [['-l', '--host', 'tcp://x', 'ps'], undefined],
  [['-l', 'debug', '--host', 'tcp://x', 'ps'], '--host'],
  [['-l', 'pier', 'ps'], undefined],
  [['-ldebug', '-Htcp://x', 'ps'], '-ldebug'],
  [['--log-level'], undefined],
])('%j: %s is refused', (words, word) => expect(refusedWord(words)).toBe(word));

it.each([
  [['ps', '-a'], false],
  [['-l', 'debug', 'ps'], false],
  [['--version'], false],
  [[], false],
  [['container', 'ls'], false],
  [['image', 'ls'], false],
  [['container', 'run', 'x'], true],
  [['image', 'pull', 'x'], true],
  [['-l', 'ps', 'pull', 'x'], true],
  [['run', 'x', 'ps'], true],
  [['compose', 'ps'], true],
])('%j may ask a registry: %s', (words, may) => expect(mayAskRegistry(words)).toBe(may));

it('variables of a docker command lead it nowhere', () => {
  expect(
    dockerVariables({
      LD_PRELOAD: 'x',
      path: 'x',
      GIT_CONFIG_COUNT: '1',
      DOCKER_BUILDKIT: '1',
      COMPOSE_PROFILES: 'a',
    }),
  ).toEqual({
    DOCKER_BUILDKIT: '1',
    COMPOSE_PROFILES: 'a',
  });
});
