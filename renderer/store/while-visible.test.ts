import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';
import { type Consumer, whileVisible } from './while-visible.ts';

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const show = (state: 'visible' | 'hidden') => {
  page.visibilityState = state;
  page.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  show('visible');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A stream that says when it is open, and ends as those of the backend do: with an error. */
function stream() {
  const state = { open: 0, opened: 0 };
  const consume: Consumer = async (_client, _store, signal) => {
    state.open += 1;
    state.opened += 1;
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('cancelled')));
    }).finally(() => {
      state.open -= 1;
    });
  };
  return { state, consume };
}

const run = (consume: Consumer, signal: AbortSignal) =>
  whileVisible(consume, 100)({} as PierClient, {} as PierStore, signal);

describe('while visible', () => {
  it('closes what nobody sees after a moment, and opens it again', async () => {
    const { state, consume } = stream();
    const end = new AbortController();
    const ran = run(consume, end.signal).catch(() => 'ended');
    await vi.advanceTimersByTimeAsync(0);
    expect(state).toEqual({ open: 1, opened: 1 });
    show('hidden');
    await vi.advanceTimersByTimeAsync(50);
    show('visible');
    await vi.advanceTimersByTimeAsync(1000);
    expect(state).toEqual({ open: 1, opened: 1 });
    show('hidden');
    await vi.advanceTimersByTimeAsync(1000);
    expect(state).toEqual({ open: 0, opened: 1 });
    show('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(state).toEqual({ open: 1, opened: 2 });
    end.abort();
    expect(await ran).toBe('ended');
    expect(state.open).toBe(0);
  });

  it('opens nothing in a window that was never seen, and ends with its connection', async () => {
    show('hidden');
    const { state, consume } = stream();
    const end = new AbortController();
    const ran = run(consume, end.signal);
    await vi.advanceTimersByTimeAsync(1000);
    end.abort();
    await ran;
    expect(state.opened).toBe(0);
  });

  it('hands a failure on', async () => {
    const failing: Consumer = () => Promise.reject(new Error('refused'));
    await expect(run(failing, new AbortController().signal)).rejects.toThrow('refused');
  });
});
