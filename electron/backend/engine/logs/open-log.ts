import type { IncomingMessage } from 'node:http';
import type { LogTime } from '../../../../shared/contract/logs.ts';
import { containerPath } from '../container-actions.ts';
import type { ApiContainerDetail } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import type { AttachOptions } from './log-gatherer.ts';

export interface OpenLogOptions {
  id: string;
  /** Undefined: all there are. */
  tail?: number | undefined;
  follow: boolean;
  /** Lines after this moment. */
  since?: LogTime | undefined;
  stdout?: boolean;
  stderr?: boolean;
}

export interface OpenedLog {
  response: IncomingMessage;
  /** How it is to be read. */
  attach: AttachOptions;
  /** Of the container, without the slash. */
  name: string;
}

/** Opens a container's log on the engine. @throws EngineHttpError and others, as EngineClient.open(). */
export async function openLog(
  client: EngineClient,
  options: OpenLogOptions,
  signal: AbortSignal,
): Promise<OpenedLog> {
  const { id, tail, follow, since, stdout = true, stderr = true } = options;
  const detail = await client.json<ApiContainerDetail>({ path: containerPath(id, '/json'), signal });
  const response = await client.open({
    path: containerPath(id, '/logs'),
    query: {
      stdout,
      stderr,
      timestamps: true,
      follow,
      tail: tail ?? 'all',
      since: since && `${since.seconds}.${String(since.nanos).padStart(9, '0')}`,
    },
    signal,
  });
  const now = Date.parse(response.headers.date ?? '');
  return {
    response,
    attach: {
      tty: detail.Config.Tty === true,
      after: since,
      // By the engine's clock, which tells whole seconds.
      ...(follow && !Number.isNaN(now) ? { liveFrom: now / 1000 + 1 } : {}),
    },
    name: detail.Name.replace(/^\//, ''),
  };
}
