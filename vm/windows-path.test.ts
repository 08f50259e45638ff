import { describe, expect, it } from 'vitest';
import { splitBind, toGuestPath } from './windows-path.ts';

const path = (text: string) => ({ path: text });
const refused = (why: RegExp) => ({ refused: expect.stringMatching(why) });

describe('toGuestPath', () => {
  it.each([
    ['C:\\Users\\x', path('/mnt/c/Users/x')],
    ['c:\\Users\\x\\', path('/mnt/c/Users/x')],
    ['C:/Users/x', path('/mnt/c/Users/x')],
    ['D:\\mixed/slashes\\here', path('/mnt/d/mixed/slashes/here')],
    ['C:\\Users\\Jörg Müller\\a b', path('/mnt/c/Users/Jörg Müller/a b')],
    ['C:\\a\\..\\b\\.\\c', path('/mnt/c/b/c')],
    ['C:\\..\\..\\..\\etc', path('/mnt/c')],
    ['C:', path('/mnt/c')],
    ['C:\\', path('/mnt/c')],
    ['C:\\Windows$\\%TEMP%', path('/mnt/c/Windows$/%TEMP%')],
    ['\\\\?\\C:\\very\\long', path('/mnt/c/very/long')],
    ['//?/C:/very/long', path('/mnt/c/very/long')],
    ['\\\\.\\C:\\x', path('/mnt/c/x')],
    ['//c/Users/x', path('/mnt/c/Users/x')],
    ['/c/Users/x', path('/mnt/c/Users/x')],
    ['/C', path('/mnt/c')],
    ['//E/', path('/mnt/e')],
    ['\\\\wsl$\\pier\\home\\x', path('/home/x')],
    ['\\\\wsl.localhost\\Pier\\', path('/')],
    ['//wsl.localhost/pier/a/../b', path('/b')],
    ['C:x', refused(/depends on a folder/)],
    ['\\Users\\x', refused(/write it as 'C:\\Users\\x'/)],
    ['\\\\wsl$\\Ubuntu\\home\\x', refused(/distribution 'Ubuntu'/)],
    ['\\\\server\\share\\x', refused(/network/)],
    ['//server/share/x', refused(/network/)],
    ['\\\\?\\UNC\\server\\share\\x', refused(/network/)],
    ['\\\\.\\pipe\\docker_engine', refused(/named pipe.*docker\.sock/)],
    ['//./pipe/docker_engine', refused(/named pipe/)],
    ['\\\\.\\PhysicalDrive0', refused(/device/)],
    ['data', undefined],
    ['my-volume.1', undefined],
    ['/var/run/docker.sock', undefined],
    ['/mnt/c/Users', undefined],
    ['/', undefined],
    ['', undefined],
  ])('%j is %j', (source, expected) => {
    expect(toGuestPath(source, 'pier')).toEqual(expected);
  });
});

describe('splitBind', () => {
  it.each([
    ['C:\\x:/w', 'C:\\x', ':/w'],
    ['C:\\x:/w:ro,z', 'C:\\x', ':/w:ro,z'],
    ['c:/x:/w', 'c:/x', ':/w'],
    ['C::/w', 'C:', ':/w'],
    ['\\\\?\\C:\\x:/w', '\\\\?\\C:\\x', ':/w'],
    ['C:\\x:D:\\w', 'C:\\x', ':D:\\w'],
    ['//c/x:/w', '//c/x', ':/w'],
    ['\\\\server\\x:/w', '\\\\server\\x', ':/w'],
    ['c:/data', 'c', ':/data'],
    ['c:/data:ro', 'c', ':/data:ro'],
    ['data:/w', 'data', ':/w'],
    ['/x:/w:ro', '/x', ':/w:ro'],
    ['/w', '/w', ''],
  ])('%j ends its source behind %j', (bind, source, rest) => {
    expect(splitBind(bind)).toEqual({ source, rest });
  });
});
