import { expect, it } from 'vitest';
import { runKind } from './run-kind.ts';

it.each([
  ['docker ps -a', 'shown'],
  ['docker volume ls', 'shown'],
  ['docker compose ps', 'shown'],
  ['docker config inspect x', 'shown'],
  ['docker run --rm -v /:/host x', 'changed'],
  ['docker container exec x id', 'changed'],
  ['docker compose -f x ps', 'changed'],
  ['docker -D ps', 'changed'],
  ['docker ls', 'changed'],
  ['docker', 'changed'],
])('%s: %s', (command, expected) => {
  expect(runKind({ where: 'docker', refused: false, command })).toBe(expected);
  expect(runKind({ where: 'docker', refused: true, command })).toBe('refused');
});
