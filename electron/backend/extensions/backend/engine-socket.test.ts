import { expect, it } from 'vitest';
import { socketOnEngine } from './engine-socket.ts';

const computer = { name: 'desk', kernel: '6.1.0' };
const here = { Name: 'desk', KernelVersion: '6.1.0' };
const unix = { kind: 'unix', path: '/run/other/docker.sock' } as const;

it.each([
  ['one of this computer, at a place of its own', here, unix, unix.path],
  ['one in a machine', { Name: 'pier', KernelVersion: '6.1.0' }, unix, '/var/run/docker.sock'],
  ['one in a machine that took the name', { ...here, KernelVersion: '6.6.1' }, unix, '/var/run/docker.sock'],
  ['one without root', { SecurityOptions: ['name=rootless'] }, unix, unix.path],
  [
    'one elsewhere',
    here,
    { kind: 'tls', host: 'h', port: 1, ca: '', cert: '', key: '' } as const,
    '/var/run/docker.sock',
  ],
])('containers mount the socket of %s', (_, info, endpoint, path) => {
  expect(socketOnEngine(info, endpoint, computer)).toBe(path);
});
