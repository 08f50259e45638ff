import { expect, it } from 'vitest';
import { readChallenge } from './challenge.ts';

it.each([
  ['Basic realm="test"', { scheme: 'basic' }],
  ['basic', { scheme: 'basic' }],
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    {
      scheme: 'bearer',
      realm: 'https://auth.docker.io/token',
      service: 'registry.docker.io',
      scope: 'repository:a/b:pull,push',
    },
  ],
  [
    'bearer Realm = "https://a/\\"x\\"", service=plain',
    { scheme: 'bearer', realm: 'https://a/"x"', service: 'plain' },
  ],
  ['Bearer service="x"', undefined],
  ['Negotiate', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads the challenge %s', (header, challenge) => {
  expect(readChallenge(header)).toEqual(challenge);
});
