import type { Readable } from 'node:stream';
import type { Logger } from '../log/logger.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineSource } from './engine-source.ts';
import { pause } from './pause.ts';
import { reconnectDelay } from './reconnect-delay.ts';
import { sameEndpoint } from './same-endpoint.ts';

/** An engine that takes longer over a list is not there, as far as a person can tell. In milliseconds. */
export const ANSWER_TIMEOUT_MS = 30_000;

export interface FollowOptions {
  source: EngineSource;
  client: () => EngineClient | undefined;
  log: Logger;
  /** What is followed, for the log: "containers". */
  subject: string;
  signal: AbortSignal;
  /** True for what nobody looks at: an engine that sleeps is followed when it is awake. */
  patient?: boolean;
  /** Follows one engine until it goes, and calls `onConnected` when it has its first list. */
  session(client: EngineClient, session: AbortController, onConnected: () => void): Promise<void>;
  /** No engine answers; called again and again while that is so. */
  onDisconnected(): void;
}

/** Connects to the engine again and again, with back-off, until `signal` is aborted. Never rejects. */
export async function followEngine(options: FollowOptions): Promise<void> {
  const { signal, source, log, subject } = options;
  let failures = 0;
  while (!signal.aborted) {
    if (options.patient && source.sleeps?.()) {
      await pause({ signal, onChange: (listener) => source.onChange(listener) });
      continue;
    }
    const client = options.client();
    if (client) {
      const reason = await followOnce(options, client, () => {
        failures = 0;
      });
      if (signal.aborted) return;
      failures += 1;
      log.debug('The connection to the engine ended.', { subject, reason: String(reason) });
    }
    options.onDisconnected();
    await pause({
      signal,
      onChange: (listener) => source.onChange(listener),
      ...(client ? { milliseconds: reconnectDelay(failures) } : {}),
    });
  }
}

/** Says why it ended. */
async function followOnce(
  { source, signal, session }: FollowOptions,
  client: EngineClient,
  onConnected: () => void,
): Promise<unknown> {
  const one = new AbortController();
  const end = () => one.abort();
  signal.addEventListener('abort', end);
  const unsubscribe = source.onChange(() => {
    if (!sameEndpoint(source.current(), client.endpoint)) end();
  });
  try {
    await session(client, one, onConnected);
    return 'the event stream ended';
  } catch (error) {
    return error;
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', end);
    end();
  }
}

/**
 * The engine's events of some types, from a second ago on: the engine sends the head of `/events` before it
 * subscribes to them, so they are asked for from a moment before. One that comes twice does no harm.
 */
export async function openEvents(
  client: EngineClient,
  types: readonly string[],
  signal: AbortSignal,
): Promise<Readable> {
  return client.open({
    path: '/events',
    query: { filters: { type: types }, since: await engineTime(client, signal) },
    signal,
  });
}

/** The engine's clock a second ago, in seconds since the epoch. */
async function engineTime(client: EngineClient, signal: AbortSignal): Promise<number> {
  const ping = await client.open({ path: '/_ping', timeoutMs: ANSWER_TIMEOUT_MS, signal });
  ping.resume();
  const date = Date.parse(ping.headers.date ?? '');
  return Math.floor((Number.isNaN(date) ? Date.now() : date) / 1000) - 1;
}
