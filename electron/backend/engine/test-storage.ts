import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../log/logger.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { Storage, type StorageOptions } from './storage.ts';

/** A Storage with a home of its own, for tests. It is not there unless something is written to it. */
export function testStorage(
  options: Pick<StorageOptions, 'engine' | 'source'> & Partial<StorageOptions>,
): Storage {
  const home = join(tmpdir(), `pier-storage-${randomUUID()}`);
  return new Storage({
    tasks: new TaskRegistry({ log: silentLogger }),
    log: silentLogger,
    home,
    schedulesFile: join(home, 'volume-exports.json'),
    ...options,
  });
}
