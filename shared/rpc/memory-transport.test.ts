import { expect, it } from 'vitest';
import { memoryTransports } from './memory-transport.ts';

it('carries texts in their order, after the turn that sent them', async () => {
  const [client, server] = memoryTransports();
  const arrived: unknown[] = [];
  server.onMessage((text) => arrived.push(text));
  client.onMessage((text) => arrived.push(`back ${text}`));
  client.send('a');
  client.send('b');
  server.send('c');
  expect(arrived).toEqual([]);
  await Promise.resolve();
  expect(arrived).toEqual(['a', 'b', 'back c']);
});

it('tells both ends when one closes, and carries nothing after that', async () => {
  const [client, server] = memoryTransports();
  const told: string[] = [];
  server.onMessage((text) => told.push(`${text}`));
  client.onClose(() => told.push('client'));
  server.onClose(() => told.push('server'));
  client.send('lost');
  client.close();
  client.close();
  server.send('lost');
  server.onClose(() => told.push('late'));
  await Promise.resolve();
  expect(told).toEqual(['client', 'server', 'late']);
});
