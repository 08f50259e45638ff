import { expect, it } from 'vitest';
import { deepLinkOf, parseDeepLink, searchOfLink } from './deep-link.ts';

it.each([
  ['pier://', []],
  ['pier://containers', ['containers']],
  ['PIER://containers/', ['containers']],
  ['pier://containers/3f2a/logs', ['containers', '3f2a', 'logs']],
  ['pier://images/docker.io%2Flibrary%2Falpine%3A3', ['images', 'docker.io/library/alpine:3']],
  ['pier://settings/network?x=1#y', ['settings', 'network']],
  ['pier://containers/..', ['containers', '..']],
  ['pier://extensions/org_repo?code=1', ['extensions', 'org_repo']],
  ['docker-desktop://dashboard/extension-tab?extensionId=org/repo&code=1', ['extensions', 'org/repo']],
  ['docker-desktop://dashboard/extension-tab?code=1', undefined],
  ['pier://extensions/marketplace?extensionId=org%2Frepo&tag=1', ['extensions']],
  ['docker-desktop://dashboard/other?extensionId=org/repo', undefined],
  [`pier://extensions/org_repo?code=${'a'.repeat(2000)}`, ['extensions', 'org_repo']],
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

it.each([
  ['pier://extensions/org_repo?code=a%20b&x=#y', 'code=a+b&x='],
  ['docker-desktop://dashboard/extension-tab?extensionId=org/repo&code=1&state=2', 'code=1&state=2'],
  ['pier://extensions/marketplace?extensionId=org%2Frepo&tag=1', 'extension=org%2Frepo&version=1'],
  ['pier://extensions/marketplace?extensionId=org%2Frepo&tag=..%2Fx', 'extension=org%2Frepo'],
  ['pier://extensions/marketplace?extensionId=%0a', ''],
  ['pier://extensions/marketplace', ''],
  // No link changes what another page shows.
  ['pier://containers?search=x', ''],
  ['pier://extensions?code=1', ''],
  [`pier://extensions/org_repo?code=${'a'.repeat(9000)}`, ''],
  ['https://example.com/?code=1', ''],
])('searchOfLink(%j)', (link, search) => expect(searchOfLink(link)).toBe(search));
