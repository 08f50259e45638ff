import { expect, it } from 'vitest';
import { type Installation, updatePossibility } from './installation.ts';

const appImage: Installation = {
  platform: 'linux',
  isPackaged: true,
  execPath: '/tmp/.mount_Pier1/pier-desktop',
  env: { APPIMAGE: '/home/me/Pier.AppImage', APPDIR: '/tmp/.mount_Pier1' },
  packageType: undefined,
  isInstalled: false,
  hasSource: true,
  isElevated: false,
  canReplace: () => true,
};
const windows: Installation = {
  ...appImage,
  platform: 'win32',
  execPath: 'C:\\Users\\me\\AppData\\Local\\Programs\\Pier Desktop\\Pier Desktop.exe',
  env: {},
  isInstalled: true,
};
const mac: Installation = {
  ...appImage,
  platform: 'darwin',
  execPath: '/Applications/Pier Desktop.app/Contents/MacOS/Pier Desktop',
  env: {},
};

it.each<[string, Installation, ReturnType<typeof updatePossibility>]>([
  ['an AppImage', appImage, { way: 'appimage' }],
  ['installed on Windows', windows, { way: 'nsis' }],
  ['on macOS', mac, { way: 'squirrel' }],
  ['sources', { ...appImage, isPackaged: false }, { reason: 'sources' }],
  ['deb', { ...appImage, env: {}, packageType: 'deb' }, { reason: 'package', detail: 'deb' }],
  ['rpm in an AppImage terminal', { ...appImage, packageType: 'rpm' }, { reason: 'package', detail: 'rpm' }],
  ['a snap', { ...appImage, env: { SNAP: '/snap/pier/1' } }, { reason: 'store', detail: 'Snap' }],
  ['a flatpak', { ...appImage, env: { FLATPAK_ID: 'org.pier' } }, { reason: 'store', detail: 'Flatpak' }],
  ['a folder', { ...appImage, env: {} }, { reason: 'unpacked' }],
  [
    'a folder, opened from the AppImage of another program',
    { ...appImage, execPath: '/opt/pier/pier-desktop' },
    { reason: 'unpacked' },
  ],
  [
    'a folder beside a mount of a similar name',
    { ...appImage, execPath: '/tmp/.mount_Pier12/pier-desktop' },
    { reason: 'unpacked' },
  ],
  ['a folder on Windows', { ...windows, isInstalled: false }, { reason: 'unpacked' }],
  ['without a source', { ...appImage, hasSource: false }, { reason: 'no-source' }],
  ['root', { ...appImage, isElevated: true }, { reason: 'elevated' }],
  ['an administrator', { ...windows, isElevated: true }, { reason: 'elevated' }],
  [
    'read-only',
    { ...appImage, canReplace: (path) => path !== '/home/me/Pier.AppImage' },
    { reason: 'read-only', detail: '/home/me/Pier.AppImage' },
  ],
  [
    'a disk image of macOS',
    {
      ...mac,
      execPath: '/Volumes/Pier/Pier Desktop.app/Contents/MacOS/Pier Desktop',
      canReplace: (path) => !path.startsWith('/Volumes/'),
    },
    { reason: 'read-only', detail: '/Volumes/Pier/Pier Desktop.app' },
  ],
])('%s', (_, installation, possibility) => {
  expect(updatePossibility(installation)).toEqual(possibility);
});
