import { describe, expect, it } from 'vitest';
import { buildEnterCommand, buildNamespaceCommand, buildVirtiofsdArguments } from './share-command.ts';

const at = { socket: '/h/run/shares.sock', root: '/h/run/shares' };

describe('the command lines of shared folders', () => {
  it.each([
    [
      'c',
      'all',
      '-f --socket-path=/h/run/shares.sock -o source=/h/run/shares -o sandbox=namespace -o cache=auto,xattr,announce_submounts,log_level=warn',
    ],
    [
      'rust',
      'all',
      '--socket-path=/h/run/shares.sock --shared-dir=/h/run/shares --sandbox=namespace --cache=auto --xattr --announce-submounts --log-level=warn',
    ],
    [
      'rust',
      'root',
      '--socket-path=/h/run/shares.sock --shared-dir=/h/run/shares --sandbox=namespace --cache=auto --xattr --announce-submounts --log-level=warn --translate-uid=squash-guest:0:0:4294967295 --translate-gid=squash-guest:0:0:4294967295',
    ],
  ] as const)('the %s daemon with %s users', (kind, users, line) => {
    expect(buildVirtiofsdArguments({ ...at, kind, users }).join(' ')).toBe(line);
  });

  it.each([
    [true, 'all', 'unshare --mount --propagation slave sh x'],
    [false, 'all', 'unshare --user --map-root-user --map-auto --mount --propagation slave sh x'],
    [false, 'root', 'unshare --user --map-root-user --mount --propagation slave sh x'],
  ] as const)('its namespace, root: %s, users: %s', (isRoot, users, line) => {
    const command = ['sh', 'x'];
    expect(buildNamespaceCommand({ unshare: 'unshare', isRoot, users, command }).join(' ')).toBe(line);
  });

  it.each([
    [true, 'nsenter --target=7 --mount sh x'],
    [false, 'nsenter --target=7 --user --preserve-credentials --mount sh x'],
  ])('the way into it, root: %s', (isRoot, line) => {
    expect(buildEnterCommand({ nsenter: 'nsenter', isRoot, pid: 7, command: ['sh', 'x'] }).join(' ')).toBe(
      line,
    );
  });
});
