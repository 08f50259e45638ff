import { existsSync } from 'node:fs';
import type { PierClient } from '../../shared/contract/index.ts';

/** A backend that answers. */
export interface BackendConnection {
  client: PierClient;
  /** Resolves when the connection is lost. */
  closed: Promise<void>;
  close(): void;
}

/** Connects to the backend that listens on `path`; undefined where none does. */
export async function connectBackend(path: string): Promise<BackendConnection | undefined> {
  // Where nobody listens nothing has to be loaded to find that out.
  if (!existsSync(path)) return undefined;
  const { openConnection } = await import('./open-connection.ts');
  return openConnection(path);
}

/** Runs a piece of work on a connection, which does not outlive it: an open one would keep the process alive. */
export async function withBackend<T>(
  connection: BackendConnection,
  work: (connection: BackendConnection) => Promise<T>,
): Promise<T> {
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
