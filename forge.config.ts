import type { Configuration, FileSet } from 'electron-builder';
import updateSource from './assets/update-source.json' with { type: 'json' };
import { toolsOf } from './electron/package/say-tools.ts';
import { NATIVE, nativePackage, unbundledPackages } from './electron/package/unbundled.ts';

/** electron-builder's configuration: `npm run package`, which is `electron-builder --config forge.config.ts`. */

/** Nothing of a package that its code does not need; its licence is in THIRD-PARTY-NOTICES.txt as well. */
const UNUSED = ['!**/*.{map,md,markdown,ts,mts,cts}', '!**/{test,tests,__tests__}/**'];
const fileSet = (path: string): FileSet => ({ from: path, to: path, filter: ['**/*', ...UNUSED] });
/** The machine code of one platform alone; electron-builder fills in the processor. */
const natives = (platform: string) =>
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own macro
  NATIVE.map((name) => fileSet(`node_modules/${nativePackage(name, platform, '${arch}')}`));

const runtime = process.env.ELECTRON_OVERRIDE_DIST_PATH;
const homepage = process.env.PIER_HOMEPAGE;
/** Where newer versions come from: the packages look there, and metadata for it is written beside them. */
const updatesUrl: string = updateSource.url;

const config: Configuration = {
  publish: updatesUrl === '' ? null : { provider: 'generic', url: updatesUrl },
  // Whoever tries unfinished versions gets finished ones too, when they are newer.
  generateUpdatesFilesForAllChannels: true,
  appId: 'org.pierdesktop.app',
  productName: 'Pier Desktop',
  copyright: 'The Pier Desktop authors. Apache-2.0.',
  directories: { output: 'dist/packages', buildResources: 'assets' },
  // An unpacked runtime, as the electron package knows it; without one electron-builder fetches its own.
  ...(runtime && { electronDist: runtime }),
  // By the first a desktop knows whose a window is. A deb and an rpm have to name a web page: whoever releases says which.
  extraMetadata: { desktopName: 'pier-desktop.desktop', ...(homepage && { homepage }) },
  files: [
    'dist/node/**',
    'dist/dd-client/**',
    'dist/preload/**',
    'dist/renderer/**',
    'assets/tray/*.png',
    'assets/update-source.json',
    'package.json',
    // The commands and the headless host are beside the archive: see electron/package.
    '!dist/node/{cli,headless,docker-credential-pier}.js',
    '!**/*.map',
    ...unbundledPackages(process.cwd()).map(({ path }) => fileSet(path)),
  ],
  // What is bundled must not come a second time: `files` names what is needed of node_modules.
  beforeBuild: async () => false,
  extraResources: [
    // The guest's sources are inputs of the image build, which runs on the user's machine.
    ...['guest', 'wsl2'].map((name) => ({ from: `vm/image/${name}`, to: `vm/image/${name}` })),
    // Pier's own extensions, as `npm run extensions` leaves them.
    { from: 'dist/extensions', to: 'extensions' },
  ],
  asar: true,
  asarUnpack: ['**/*.node'],
  // Of Chromium's own words, which are in its dialogs and menus.
  electronLanguages: ['en'],
  // What a runtime shows that has no app, and its version's name: electron-builder leaves both where one is given.
  afterExtract: async (context) => {
    const { removeLeftovers } = await import('./electron/package/remove-leftovers.ts');
    await removeLeftovers(context);
  },
  artifactBuildStarted: ({ targetPresentableName }) => {
    const said = toolsOf(targetPresentableName, process.env);
    if (said) process.stdout.write(`  • ${said}\n`);
  },
  afterPack: async (context) => {
    const { afterPack } = await import('./electron/package/after-pack.ts');
    await afterPack(context);
  },
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
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    category: 'Development',
    icon: 'assets/icons',
    syncDesktopName: true,
    synopsis: 'Docker on this computer, with a dashboard',
    maintainer: 'The Pier Desktop authors',
    vendor: 'The Pier Desktop authors',
    files: natives('linux'),
  },
  deb: {
    depends: [
      'libgtk-3-0 | libgtk-3-0t64',
      'libnotify4',
      'libnss3',
      'libxss1',
      'libxtst6',
      'xdg-utils',
      'libatspi2.0-0 | libatspi2.0-0t64',
      'libuuid1',
      'libsecret-1-0',
      'qemu-system-x86',
    ],
    // Shared folders; what builds the VM image, which is fetched where it cannot be built; docker's group of ids.
    recommends: ['virtiofsd', 'mmdebstrap', 'debian-archive-keyring', 'xz-utils', 'uidmap'],
    fpm: ['electron/launch/usr-bin-pier.sh=/usr/bin/pier'],
  },
  rpm: {
    depends: [
      'gtk3',
      'libnotify',
      'nss',
      'libXScrnSaver',
      '(libXtst or libXtst6)',
      'xdg-utils',
      'at-spi2-core',
      '(libuuid or libuuid1)',
      'libsecret',
      'qemu-system-x86',
    ],
    fpm: ['--rpm-tag', 'Recommends: virtiofsd', 'electron/launch/usr-bin-pier.sh=/usr/bin/pier'],
  },
  mac: {
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    category: 'public.app-category.developer-tools',
    icon: 'assets/icon.icns',
    // Only what is declared can be taken where nobody else has it (shell/claim-links.ts). Elsewhere that needs no
    // declaration, which would be enough to be chosen in the place of Docker Desktop.
    protocols: [{ name: 'Docker Desktop extensions', schemes: ['docker-desktop'], role: 'Viewer' }],
    hardenedRuntime: true,
    entitlements: 'assets/entitlements.mac.plist',
    entitlementsInherit: 'assets/entitlements.mac.inherit.plist',
    // Node is signed by those who make it, with what it is allowed to.
    signIgnore: ['/Contents/Resources/node/node$'],
    files: natives('darwin'),
  },
  win: {
    // What serves the docker pipe: PowerShell compiles it.
    extraResources: [{ from: 'assets/windows', to: 'assets/windows' }],
    target: [{ target: 'nsis', arch: ['x64'] }],
    icon: 'assets/icon.ico',
    files: natives('win32'),
  },
  // Into the person's own folder: neither an installation nor an update asks for an administrator.
  nsis: { oneClick: true, perMachine: false, allowElevation: false, packElevateHelper: false },
};

export default config;
