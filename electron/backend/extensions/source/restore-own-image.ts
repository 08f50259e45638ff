import { createReadStream } from 'node:fs';
import { parseExtensionReference } from '../../../../shared/model/extension-id.ts';
import type { Engine } from '../../engine/engine.ts';
import { inspectImage } from '../../engine/images/inspect-image.ts';
import { loadArchive } from '../../engine/images/transfer-images.ts';
import { bundledExtension, isOwnExtension } from './bundled-extension.ts';

/**
 * Brings the image of an extension that comes with Pier back to the engine where that has lost it (a prune, another
 * disk): no registry has it. Others are left alone. @throws AppError as loadArchive()
 */
export async function restoreOwnImage(
  engine: Engine,
  reference: string,
  options: { architecture: string; signal: AbortSignal; find?: typeof bundledExtension },
): Promise<void> {
  const { architecture, signal, find = bundledExtension } = options;
  if (!isOwnExtension(reference)) return;
  const attempt = { verb: 'load', operand: reference };
  if (await engine.use(attempt, (client) => inspectImage(client, reference, signal))) return;
  const file = find(parseExtensionReference(reference).repository, architecture);
  if (file) await loadArchive(engine, { ...attempt, stream: createReadStream(file), signal });
}
