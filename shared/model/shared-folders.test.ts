import { describe, expect, it } from 'vitest';
import { cleanFolder, isShared, outermostFolders, whyNotShareable } from './shared-folders.ts';

const HOME = '/home/me/.pier';

describe('shared folders', () => {
  it.each([
    ['/home/me', undefined],
    ['/home/me/', undefined],
    ['/home/my work/a,b', undefined],
    ['/var/www', undefined],
    ['/tmp', undefined],
    ['home/me', /not an absolute path/],
    ['/data/a:b', /colon/],
    ['/data/a\nb', /control character/],
    ['/data/../etc', /"\.\."/],
    ['/', /folders of its own in '\/'/],
    ['/var/lib', /folders of its own/],
    ['/etc', /'\/etc' of its own/],
    ['/usr/local/share', /'\/usr' of its own/],
    ['/var/lib/docker/x', /'\/var\/lib\/docker' of its own/],
    [HOME, /keys and disks/],
    [`${HOME}/vm`, /keys and disks/],
  ])('%j can be shared unless %s', (path, reason) => {
    const why = whyNotShareable(path, HOME);
    if (reason) expect(why).toMatch(reason);
    else expect(why).toBeUndefined();
  });

  it('hold what is in them, by whole names', () => {
    const folders = ['/home/me', '/data'];
    for (const path of ['/home/me', '/home/me/x', '/data/']) expect(isShared(path, folders)).toBe(true);
    for (const path of ['/home/meow', '/home', '/', '/database']) expect(isShared(path, folders)).toBe(false);
  });

  it('are kept once, without what is in another one', () => {
    expect(outermostFolders(['/b/', '/a/x', '/a', '/ab', '/b', '/a//x/y'])).toEqual(['/a', '/ab', '/b']);
    expect(cleanFolder('/a//b/./c/')).toBe('/a/b/c');
  });
});
