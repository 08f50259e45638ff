import { expect, it } from 'vitest';
import { imageOfServer } from './registry-server.ts';

it.each([
  ['https://index.docker.io/v1/', 'me/app'],
  ['ghcr.io', 'ghcr.io/me/app'],
  // As old logins have it: not Docker Hub's, though it is an address.
  ['https://r.example:5000/v1/', 'r.example:5000/me/app'],
])('an image of %s is called %s', (server, image) => {
  expect(imageOfServer(server, 'me/app')).toBe(image);
});
