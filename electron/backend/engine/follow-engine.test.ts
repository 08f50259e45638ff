import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { EngineLink } from '../vm/engine-link.ts';
import { EngineClient } from './engine-client.ts';
import { followEngine } from './follow-engine.ts';

const endpoint = { kind: 'unix', path: '/nowhere/engine.sock' } as const;
const end = new AbortController();
afterEach(() => end.abort());

describe('followEngine', () => {
  it('waits with what nobody looks at until an engine that sleeps is awake', async () => {
    const source = new EngineLink(() => undefined);
    source.set(endpoint, false, true);
    const sessions: string[] = [];
    const follow = (subject: string, patient: boolean) =>
      void followEngine({
        source,
        client: () => new EngineClient(endpoint),
        log: silentLogger,
        subject,
        patient,
        signal: end.signal,
        session: (_client, session) => {
          sessions.push(subject);
          return new Promise((resolve) => session.signal.addEventListener('abort', () => resolve()));
        },
        onDisconnected() {},
      });
    follow('ports', true);
    follow('a page', false);
    await vi.waitFor(() => expect(sessions).toEqual(['a page']));
    source.set(endpoint, false, false);
    await vi.waitFor(() => expect(sessions).toEqual(['a page', 'ports']));
    // Those that are connected when it falls asleep stay so.
    source.set(endpoint, false, true);
    source.set(endpoint, false, false);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sessions).toEqual(['a page', 'ports']);
  });
});
