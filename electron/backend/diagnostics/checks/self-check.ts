import { AppError, type ErrorData } from '../../../../shared/errors.ts';
import type { CheckResult } from '../../../../vm/drivers/driver.ts';
import type { PierFiles } from '../../../../vm/files.ts';
import type { EngineSource } from '../../engine/engine-source.ts';
import type { HostPlaces } from '../../host-places.ts';
import type { DockerSocket } from '../../network/docker-socket.ts';
import type { Supervisor } from '../../vm/supervisor.ts';

export interface CheckContext {
  supervisor: Pick<Supervisor, 'status' | 'guest' | 'pid' | 'image' | 'restart' | 'start'>;
  source: Pick<EngineSource, 'current'>;
  files: PierFiles;
  dataDisk: () => string;
  dockerSocket: Pick<DockerSocket, 'listen' | 'close'>;
  env: NodeJS.ProcessEnv;
  places: HostPlaces;
  /** The driver's checks before a start; asked for once in a run. */
  preflight(): Promise<CheckResult[]>;
}

export type Finding = { status: 'ok' | 'skipped'; detail: string };

/** One thing to look at. One file each; the list of them is `all-checks.ts`. */
export interface SelfCheck {
  id: string;
  title: string;
  hint: string;
  fatal: boolean;
  /** It may take this long, in milliseconds. */
  limitMs?: number;
  /** Rejects with an AppError where it does not hold. Changes nothing. */
  check(context: CheckContext, signal: AbortSignal): Promise<Finding>;
  repair?: {
    title: string;
    /** @returns what was done @throws AppError with why not */
    run(context: CheckContext): Promise<string>;
  };
}

export const ok = (detail: string): Finding => ({ status: 'ok', detail });
export const skipped = (detail: string): Finding => ({ status: 'skipped', detail });

export const NO_MACHINE = skipped('The engine in use is not a machine of Pier');
export const NOT_RUNNING = skipped('The engine is stopped');

/** It does not hold. @param message what was found @param hint what to do about it */
export function failed(message: string, hint: string, cause?: unknown): AppError {
  return new AppError('check_failed', message, hint, cause === undefined ? undefined : { cause });
}

/** One of the driver's own checks. @returns undefined where it holds; 'none' where the driver has none of that name */
export async function preflightError(
  context: CheckContext,
  id: string,
): Promise<ErrorData | undefined | 'none'> {
  const result = (await context.preflight()).find((each) => each.id === id);
  if (!result) return 'none';
  return result.ok ? undefined : result.error;
}
