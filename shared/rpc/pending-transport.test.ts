import { expect, it } from 'vitest';
import { memoryTransports } from './memory-transport.ts';
import { pendingTransport } from './pending-transport.ts';
import type { Transport } from './transport.ts';

it('keeps what is sent until there is somebody to carry it', async () => {
  const [page, backend] = memoryTransports();
  const heard: unknown[] = [];
  backend.onMessage((text) => {
    heard.push(text);
    backend.send(`back ${text}`);
  });
  let open = (_transport: Transport) => {};
  const pending = pendingTransport(
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const back: unknown[] = [];
  pending.onMessage((text) => back.push(text));
  pending.send('a');
  pending.send('b');
  open(page);
  await new Promise((resolve) => setTimeout(resolve));
  pending.send('c');
  await new Promise((resolve) => setTimeout(resolve));
  expect(heard).toEqual(['a', 'b', 'c']);
  expect(back).toEqual(['back a', 'back b', 'back c']);
  let closed = 0;
  pending.onClose(() => {
    closed += 1;
  });
  backend.close();
  pending.onClose(() => {
    closed += 1;
  });
  expect(closed).toBe(2);
});

it('is closed where nobody can be found, and closes who comes too late', async () => {
  const failed = pendingTransport(Promise.reject(new Error('no')));
  await new Promise<void>((resolve) => failed.onClose(resolve));
  const [page, backend] = memoryTransports();
  const left = pendingTransport(Promise.resolve(page));
  left.close();
  await new Promise<void>((resolve) => backend.onClose(resolve));
});
