import { toAppError } from '../../shared/errors.ts';
import { pierCache } from '../files.ts';
import { ensureImage } from './ensure-image.ts';

/** `npx tsx vm/image/build.ts`: makes the image ready and says where it is. */
async function main(): Promise<void> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  const image = await ensureImage({
    cacheDir: pierCache(),
    signal: abort.signal,
    onStep: ({ title, progress }) =>
      console.log(
        progress === undefined ? title : `${String(Math.round(progress * 100)).padStart(3)} % ${title}`,
      ),
    onNotice: ({ message }) => console.warn(message),
  });
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
