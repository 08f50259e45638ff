import { stat } from 'node:fs/promises';
import { toAppError } from '../../shared/errors.ts';
import type { StepReport } from '../drivers/driver.ts';
import { pierCache } from '../files.ts';
import { ensureImage } from './ensure-image.ts';
import { ensureWslRootfs } from './wsl-rootfs.ts';

/**
 * `npx tsx vm/image/build.ts`: makes the image ready and says where it is. With `--wsl2` it makes the distributions that
 * the driver for Windows imports instead.
 */
async function main(): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const options = {
    cacheDir: pierCache(),
    signal: abort.signal,
    onStep: ({ title, progress }: StepReport) =>
      console.log(
        progress === undefined ? title : `${String(Math.round(progress * 100)).padStart(3)} % ${title}`,
      ),
  };
  if (process.argv.includes('--wsl2')) {
    const rootfs = await ensureWslRootfs(options);
    for (const path of [rootfs.system, rootfs.data]) {
      console.log(`${path} ${((await stat(path)).size / 1e6).toFixed(1)} MB`);
    }
    return;
  }
  const image = await ensureImage({ ...options, onNotice: ({ message }) => console.warn(message) });
  for (const [name, { bytes }] of Object.entries(image.manifest.files)) {
    console.log(`${name.padEnd(10)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB`);
  }
  console.log(`Image ${image.key}: ${image.root}`);
}

main().catch((thrown) => {
  const error = toAppError(thrown);
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
});
