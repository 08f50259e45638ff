import type { Configuration } from 'electron-builder';

/** electron-builder's configuration: `electron-builder --config forge.config.ts`. */
const config: Configuration = {
  appId: 'org.pierdesktop.app',
  productName: 'Pier Desktop',
  directories: { output: 'dist/packages', buildResources: 'assets' },
  files: [
    'dist/node/**',
    'dist/preload/**',
    'dist/renderer/**',
    'assets/tray/*.png',
    'package.json',
    '!**/*.map',
  ],
  // The guest's sources are inputs of the image build, which runs on the user's machine.
  extraResources: [{ from: 'vm/image/guest', to: 'vm/image/guest' }],
  asar: true,
  // The program does what it is packaged with, and nothing that its environment or arguments say.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  protocols: [{ name: 'Pier Desktop', schemes: ['pier'] }],
  linux: { target: ['AppImage', 'deb', 'rpm'], category: 'Development' },
  mac: { target: ['dmg', 'zip'], category: 'public.app-category.developer-tools', hardenedRuntime: true },
  win: { target: ['nsis'] },
};

export default config;
