import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { onQuitSignals } from './on-quit-signals.ts';

it('takes the first signal for a quit, the second for force, the third for the end', () => {
  const source = new EventEmitter();
  const heard: string[] = [];
  let now = 0;
  onQuitSignals(
    {
      quit: () => heard.push('quit'),
      force: () => heard.push('force'),
      abandon: () => heard.push('abandon'),
    },
    source,
    () => now,
  );
  source.emit('SIGTERM');
  // The same wish, passed on by a launcher.
  source.emit('SIGTERM');
  source.emit('SIGINT');
  expect(heard).toEqual(['quit']);
  now += 1500;
  source.emit('SIGINT');
  expect(heard).toEqual(['quit', 'force']);
  now += 1500;
  source.emit('SIGHUP');
  now += 1500;
  source.emit('SIGINT');
  expect(heard).toEqual(['quit', 'force', 'abandon']);
});
