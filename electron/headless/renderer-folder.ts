import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors.ts';

/**
 * The folder of the built renderer, wherever above this file the project is: this runs as source and as a bundle.
 * @throws AppError `not_built`
 */
export function rendererFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, 'dist/renderer');
  if (existsSync(join(folder, 'index.html'))) return folder;
  const parent = dirname(from);
  if (parent !== from) return rendererFolder(parent);
  throw new AppError(
    'not_built',
    "Cannot serve the dashboard: 'dist/renderer/index.html' is missing.",
    'Build it first: npm run build (npm start does it by itself).',
  );
}
