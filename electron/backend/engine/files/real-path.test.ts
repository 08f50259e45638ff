import { describe, expect, it } from 'vitest';
import { realPath } from './real-path.ts';

const LINKS: Record<string, string> = {
  '/var/run': '/run',
  '/far': 'a/../way',
  '/way': './srv',
  '/srv/up': '../../../run',
  '/round': '/round',
};
const stat = async (path: string) => {
  const linkTarget = LINKS[path];
  return linkTarget === undefined ? undefined : { type: 'link' as const, linkTarget };
};

describe('realPath', () => {
  it('follows the links among the folders, and those that they lead to', async () => {
    expect(await realPath('/', stat)).toBe('/');
    expect(await realPath('/srv/data', stat)).toBe('/srv/data');
    expect(await realPath('/var/run/app', stat)).toBe('/run/app');
    expect(await realPath('/far/data', stat)).toBe('/srv/data');
    expect(await realPath('/way/up/x', stat)).toBe('/run/x');
  });

  it('does not go round for ever', async () => {
    await expect(realPath('/round/x', stat)).rejects.toMatchObject({ code: 'file_refused' });
  });
});
