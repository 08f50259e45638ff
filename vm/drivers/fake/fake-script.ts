import type { ErrorData } from '../../../shared/errors.ts';
import type { EngineEndpoint, GuestListener, GuestResources, PausedBy } from '../driver.ts';

export interface FakeStep {
  id: string;
  title: string;
  /** How long the step lasts, in milliseconds. */
  ms: number;
}

/** What a scripted machine does. Times are milliseconds; what is left out does not happen. */
export interface FakeScript {
  /** False where the first start has to provision. */
  installed?: boolean;
  /** A machine that an earlier backend left running. */
  running?: boolean;
  /** ...and paused, by the resource saver where `pausedBy` does not say otherwise. */
  paused?: boolean;
  pausedBy?: PausedBy;
  /** The preflight fails with this. */
  checkFails?: ErrorData;
  provisionSteps?: FakeStep[];
  provisionFails?: ErrorData;
  bootSteps?: FakeStep[];
  /** Something holds the boot up, `afterMs` after its begin, `forMs` long. */
  bootTrouble?: { error: ErrorData; afterMs: number; forMs: number };
  /** The engine never answers. */
  neverReady?: boolean;
  /** The guest reports this instead of an engine. */
  guestFails?: ErrorData;
  /** The machine dies this long after each of its first `crashes` starts. */
  crashAfterMs?: number;
  crashes?: number;
  /** ...of something that the driver does without from the next start on. */
  crashIsRemedied?: boolean;
  /** The engine stops answering this long after it was ready... */
  engineDownAfterMs?: number;
  /** ...for this long. */
  engineDownForMs?: number;
  shutdownMs?: number;
  /** How long the end by force takes. */
  killMs?: number;
  /** The guest does nothing when asked to shut down. */
  ignoresShutdown?: boolean;
  consoleLines?: string[];
  bootLimitMs?: number;
  shutdownLimitMs?: number;
  /** An engine that is there already; else the machine serves the few answers of its own. */
  endpoint?: EngineEndpoint;
  /** It has Rosetta, as a Mac with Apple silicon. */
  rosetta?: boolean;
  /** What it can be changed to while it runs; else it cannot be. */
  live?: GuestResources['limits'];
  /** A change while it runs fails with this. */
  liveFails?: string;
  /** What listens in its guest, whose published ports then have to be forwarded. */
  guestListeners?: GuestListener[];
}
