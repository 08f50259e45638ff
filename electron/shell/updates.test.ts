import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { pierFiles } from '../../vm/files.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { makeKeys } from '../desktop/updates/metadata-signature.ts';
import { openUpdates } from './updates.ts';

const { resourcesPath } = process;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  Object.assign(process, { resourcesPath });
});

it.runIf(process.platform === 'linux')('is no reason not to start where it cannot be loaded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pier-shell-'));
  try {
    mkdirSync(join(folder, 'assets'));
    const source = { url: 'https://updates.example/', publicKeys: [makeKeys().publicKey] };
    writeFileSync(join(folder, 'assets/update-source.json'), JSON.stringify(source));
    for (const name of ['app-update.yml', 'Pier.AppImage']) writeFileSync(join(folder, name), '');
    // An AppImage that a person started, with all but Electron, which the library asks for.
    // Without it the electron package would try to fetch the runtime.
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    vi.stubEnv('APPIMAGE', join(folder, 'Pier.AppImage'));
    vi.stubEnv('APPDIR', dirname(process.execPath));
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    vi.spyOn(process, 'geteuid').mockReturnValue(1000);
    Object.assign(process, { resourcesPath: folder });
    const problems: string[] = [];
    const app = { isPackaged: true, getAppPath: () => folder, getName: () => 'Pier' };
    const updates = await openUpdates({
      electron: { app } as unknown as Parameters<typeof openUpdates>[0]['electron'],
      parts: {
        settings: { current: {} as never, onChange: () => () => {} },
        containers: { running: () => 0, isBusy: () => false, onChange: () => () => {} },
        files: pierFiles(folder),
        log: { ...silentLogger, error: (message) => problems.push(message) },
      },
      quit: () => true,
    });
    expect(updates.state().update).toEqual({ kind: 'unavailable', reason: 'broken' });
    expect(problems).toEqual(['The updater cannot be loaded.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
