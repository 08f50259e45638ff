import { expect, it } from 'vitest';
import { claimLinks } from './claim-links.ts';

/** What is asked of the system. @param taken who has docker-desktop:// */
function asked(
  platform: NodeJS.Platform,
  given: { taken?: string; env?: NodeJS.ProcessEnv; folders?: string[] } = {},
) {
  const done: string[] = [];
  const { taken = '', env = {}, folders = [] } = given;
  claimLinks({
    app: {
      getApplicationNameForProtocol: () => taken,
      setAsDefaultProtocolClient: (scheme) => done.push(`take ${scheme}`) > 0,
      removeAsDefaultProtocolClient: (scheme) => done.push(`leave ${scheme}`) > 0,
    },
    ...{ platform, env, execPath: '/tmp/.mount_pier/pier-desktop' },
    exists: (path) => folders.includes(path),
    run: (program, args) => done.push([program, ...args].join(' ')),
  });
  return done;
}

it('never has Electron register links on Linux, where that would take web pages as well', () => {
  expect(asked('linux')).toEqual(['xdg-mime default pier-desktop.desktop x-scheme-handler/docker-desktop']);
  expect(asked('linux', { taken: 'docker-desktop.desktop' })).toEqual([]);
  const env = { APPIMAGE: '/home/a/Pier.AppImage', APPDIR: '/tmp/.mount_pier' };
  expect(asked('linux', { env })).toEqual([]);
});

it.each(['darwin', 'win32'] as const)('takes what nobody has, and nothing of others, on %s', (platform) => {
  expect(asked(platform)).toEqual(['take pier', 'take docker-desktop']);
  expect(asked(platform, { taken: 'Docker Desktop' })).toEqual(['take pier']);
});

it('leaves the scheme to a Docker Desktop on macOS, also where macOS has chosen Pier', () => {
  const given = { taken: 'Pier Desktop', folders: ['/Applications/Docker.app'] };
  expect(asked('darwin', given)).toEqual(['take pier', 'leave docker-desktop']);
});
