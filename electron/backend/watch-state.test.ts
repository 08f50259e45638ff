import { expect, it } from 'vitest';
import { Emitter } from '../../vm/emitter.ts';
import { watchState } from './watch-state.ts';

function counter() {
  const changes = new Emitter<void>();
  const end = new AbortController();
  let value = 0;
  return {
    end,
    set(next: number) {
      value = next;
      changes.emit();
    },
    watch: () =>
      watchState({
        signal: end.signal,
        onChange: (listener) => changes.on(listener),
        read: async () => value,
      }),
  };
}

it('tells the present state and each change, and ends with its signal', async () => {
  const { set, watch, end } = counter();
  const states = watch();
  expect((await states.next()).value).toBe(0);
  const next = states.next();
  set(1);
  expect((await next).value).toBe(1);
  const last = states.next();
  end.abort();
  expect((await last).done).toBe(true);
});

it('tells a slow consumer the latest, and nothing twice', async () => {
  const { set, watch, end } = counter();
  const states = watch();
  await states.next();
  set(1);
  set(2);
  expect((await states.next()).value).toBe(2);
  set(2);
  const next = states.next();
  set(3);
  expect((await next).value).toBe(3);
  end.abort();
});
