import { expect, it } from 'vitest';
import { commandText } from './command-text.ts';

it.each([
  ['docker login -u me -p hunter2 r.test', 'docker login -u me -p [redacted] r.test'],
  ['docker login -phunter2 --password=hunter2', 'docker login -p[redacted] --password=[redacted]'],
  ['docker login -u me -p -hunter2', 'docker login -u me -p [redacted]'],
  ['docker login --password-stdin r.test', 'docker login --password-stdin r.test'],
  ['docker login --password hunter2', 'docker login --password [redacted]'],
  ['docker run -p 8080:80/tcp -p 127.0.0.1:1:1 x', 'docker run -p 8080:80/tcp -p 127.0.0.1:1:1 x'],
  ['docker run -e DB_PASSWORD=hunter2 x', 'docker run -e DB_PASSWORD=[redacted] x'],
  ['docker compose -p shop ps', 'docker compose -p shop ps'],
  ['docker exec db mysql -phunter2', 'docker exec db mysql -p[redacted]'],
  ['tool --api-token hunter2 -p 8080', 'tool --api-token [redacted] -p 8080'],
  ['tool -p hunter2 --verbose', 'tool -p [redacted] --verbose'],
  ['tool https://me:hunter2@r.test/', "tool 'https://[redacted]@r.test/'"],
])('%j is kept as %j', (command, kept) => expect(commandText(command.split(' '))).toBe(kept));

it('what a shell is given is kept without passwords, too', () => {
  expect(
    commandText(['sh', '-c', 'mysql -u me -phunter2 shop; curl -H "Authorization: Bearer hunter2"']),
  ).not.toContain('hunter2');
});

it('a command without end holds nothing up', () => {
  const text = commandText(Array(10_000).fill('login -p '.repeat(10_000)));
  expect(text.length).toBeLessThan(20_000);
});

it('what a long command does at its end is told, whether by words or within one', () => {
  const line = `${'true; '.repeat(2000)}docker login -p hunter2; rm -rf /data`;
  expect(commandText(['sh', '-c', line])).toMatch(/^sh -c 'true; .* … .* rm -rf \/data'$/);
  expect(commandText(['sh', '-c', line])).not.toContain('hunter2');
  const words = [...Array.from({ length: 3000 }, () => '--x'), '--token', 'hunter2', 'evil'];
  expect(commandText(['tool', ...words])).toMatch(/^tool --x .* … --x .* --token \[redacted\] evil$/);
});
