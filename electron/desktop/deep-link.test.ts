import { expect, it } from 'vitest';
import { deepLinkOf, parseDeepLink } from './deep-link.ts';

it.each([
  ['pier://', []],
  ['pier://containers', ['containers']],
  ['PIER://containers/', ['containers']],
  ['pier://containers/3f2a/logs', ['containers', '3f2a', 'logs']],
  ['pier://images/docker.io%2Flibrary%2Falpine%3A3', ['images', 'docker.io/library/alpine:3']],
  ['pier://settings/network?x=1#y', ['settings', 'network']],
  ['pier://containers/..', ['containers', '..']],
  // What is no page of ours is no link.
  ['pier://quit', undefined],
  ['pier://evil.example/containers', undefined],
  ['pier://user@containers', undefined],
  ['pier:containers', undefined],
  ['https://example.com/', undefined],
  ['javascript:alert(1)', undefined],
  ['pier://containers/%', undefined],
  ['pier://containers/%00', undefined],
  ['pier://containers/%0a', undefined],
  [`pier://containers/${'a'.repeat(2000)}`, undefined],
  ['', undefined],
])('parseDeepLink(%j)', (link, parts) => expect(parseDeepLink(link)).toEqual(parts));

it('finds the link among arguments', () => {
  expect(deepLinkOf(['/opt/pier', '--no-sandbox', 'pier://logs'])).toBe('pier://logs');
  expect(deepLinkOf(['/opt/pier', '--hidden'])).toBeUndefined();
});
