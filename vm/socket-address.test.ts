import { expect, it } from 'vitest';
import { pierFiles } from './files.ts';
import { dockerHostOf, isPipe } from './socket-address.ts';

it.each([
  ['/home/x/.pier/run/docker.sock', false, 'unix:///home/x/.pier/run/docker.sock'],
  ['\\\\.\\pipe\\docker_engine', true, 'npipe:////./pipe/docker_engine'],
])('%s', (path, pipe, host) => {
  expect([isPipe(path), dockerHostOf(path)]).toEqual([pipe, host]);
});

it('an installation on Windows has pipes of its own, and no limit to its folder', () => {
  const long = `C:\\Users\\x\\${'a'.repeat(200)}`;
  const { dockerSocket, pierSocket } = pierFiles(long, 'win32').run;
  expect([dockerSocket, pierSocket].map(isPipe)).toEqual([true, true]);
  expect(dockerSocket).not.toBe(pierFiles('C:\\other', 'win32').run.dockerSocket);
  expect(dockerSocket).toBe(pierFiles(long.toUpperCase(), 'win32').run.dockerSocket);
});
