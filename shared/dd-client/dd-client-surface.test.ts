import { describe, expect, it, vi } from 'vitest';
import type { NavigationTarget } from '../contract/extension-api.ts';
import type { DdClient } from './dd-client.ts';
import type { ServiceError } from './http-service.ts';
import { output, testPage } from './test-api.ts';

/** Every member of the client, by its path, as published types of 0.4.2 and of before have them. */
const SURFACE = [
  ...[
    'backend.delete',
    'backend.execInContainer',
    'backend.execInVMExtension',
    'backend.get',
    'backend.head',
  ],
  ...['backend.patch', 'backend.post', 'backend.put', 'backend.request', 'backend.spawnInVMExtension'],
  ...['desktopUI.dialog.showOpenDialog', 'desktopUI.navigate.viewContainer'],
  ...['desktopUI.navigate.viewContainerInspect', 'desktopUI.navigate.viewContainerLogs'],
  ...['desktopUI.navigate.viewContainerStats', 'desktopUI.navigate.viewContainerTerminal'],
  ...['desktopUI.navigate.viewContainers', 'desktopUI.navigate.viewDevEnvironments'],
  ...['desktopUI.navigate.viewImage', 'desktopUI.navigate.viewImages', 'desktopUI.navigate.viewVolume'],
  ...['desktopUI.navigate.viewVolumes', 'desktopUI.toast.error', 'desktopUI.toast.success'],
  ...['desktopUI.toast.warning', 'docker.cli.exec', 'docker.listContainers', 'docker.listImages'],
  ...['execDockerCmd', 'execHostCmd', 'extension.host.cli.exec', 'extension.image', 'extension.vm.cli.exec'],
  ...['extension.vm.service.delete', 'extension.vm.service.get', 'extension.vm.service.head'],
  ...['extension.vm.service.patch', 'extension.vm.service.post', 'extension.vm.service.put'],
  ...['extension.vm.service.request', 'host.arch', 'host.hostname', 'host.openExternal', 'host.platform'],
  ...['listContainers', 'listImages', 'navigateToContainer', 'navigateToContainerInspect'],
  ...['navigateToContainerLogs', 'navigateToContainerStats', 'navigateToContainers'],
  ...['navigateToDevEnvironments', 'navigateToImage', 'navigateToImages', 'navigateToVolume'],
  ...['navigateToVolumes', 'openExternal', 'spawnDockerCmd', 'spawnHostCmd', 'toastError', 'toastSuccess'],
  'toastWarning',
];

function leaves(value: object, before = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'object' ? leaves(member, `${before}${name}.`) : [before + name],
  );
}

it('has each member that is published, and no other', () => {
  expect(leaves(testPage(() => output([])).dd).sort()).toEqual([...SURFACE].sort());
});

/** What extensions that are there send without a stream, and what Docker Desktop has been seen to run for it. */
describe('exec without a stream takes the quotes away that extensions put in', () => {
  it.each<[string, [string, string[]], string[]]>([
    [
      'live charts: a template in double quotes',
      ['ps', ['--all', '--format', '"{{ json . }}"']],
      ['ps', '--all', '--format', '{{ json . }}'],
    ],
    [
      'trivy: a template in single quotes',
      ['images', ['--format', "'{{json .}}'"]],
      ['images', '--format', '{{json .}}'],
    ],
    [
      'volumes backup: two words in one, a space at an end, a line for a shell in quotes',
      [
        'run',
        [
          ...['--rm', '--label com.docker.compose.project=x', '-v=vol:/vackup-volume ', 'busybox'],
          ...['/bin/sh', '-c', '"rm -rf /vackup-volume/..?* /vackup-volume/.[!.]* /vackup-volume/*"'],
        ],
      ],
      [
        ...['run', '--rm', '--label', 'com.docker.compose.project=x', '-v=vol:/vackup-volume', 'busybox'],
        ...['/bin/sh', '-c', 'rm -rf /vackup-volume/..?* /vackup-volume/.[!.]* /vackup-volume/*'],
      ],
    ],
    [
      'nginx: a command with operators for the shell of a container',
      ['exec', ['id', '/bin/sh', '-c', '"echo YQ== |base64 -d > /etc/nginx/a.conf"']],
      ['exec', 'id', '/bin/sh', '-c', 'echo YQ== |base64 -d > /etc/nginx/a.conf'],
    ],
    [
      'what wants a shell gets none',
      ['stop', ['$(docker ps -qf "network=alfresco")']],
      ['stop', '$(docker', 'ps', '-qf', 'network=alfresco)'],
    ],
  ])('%s', async (_, [cmd, args], words) => {
    const { dd, asked } = testPage(() => output([]));
    await dd.docker.cli.exec(cmd, args);
    await dd.extension.host?.cli.exec(cmd, args);
    await dd.extension.vm?.cli.exec(cmd, args);
    expect(asked).toEqual(
      ['docker.exec', 'host.exec', 'vm.exec'].map((method) => ({ method, input: { words } })),
    );
  });

  it('and with one leaves each word alone', () => {
    const { dd, asked } = testPage(() => output([]));
    void dd.docker.cli.exec('stats', ['--format', '{{ json . }}', '"a b"', '$(id)'], { stream: {} });
    return vi.waitFor(() =>
      expect(asked[0]?.input).toEqual({ words: ['stats', '--format', '{{ json . }}', '"a b"', '$(id)'] }),
    );
  });
});

it('answers what Node’s exec rejects with, member by member', async () => {
  const { dd } = testPage(() => output([{ stderr: "unknown shorthand flag: 'q' in -qf\n" }], 125));
  const error = await dd.docker.cli.exec('stop', ['$(docker ps -qf "network=x")']).catch((thrown) => thrown);
  expect({ ...error }).toEqual({
    cmd: 'docker stop $(docker ps -qf "network=x")',
    killed: false,
    signal: null,
    code: 125,
    stdout: '',
    stderr: "unknown shorthand flag: 'q' in -qf\n",
  });
});

describe('each place of the dashboard', () => {
  type Views = DdClient['desktopUI']['navigate'];
  const container = (tab: 'logs' | 'inspect' | 'exec' | 'stats'): NavigationTarget => ({
    to: 'container',
    id: 'one',
    tab,
  });
  it.each<[keyof Views, keyof DdClient | undefined, string[], NavigationTarget]>([
    ['viewContainers', 'navigateToContainers', [], { to: 'containers' }],
    ['viewContainer', 'navigateToContainer', ['one'], container('logs')],
    ['viewContainerLogs', 'navigateToContainerLogs', ['one'], container('logs')],
    ['viewContainerInspect', 'navigateToContainerInspect', ['one'], container('inspect')],
    ['viewContainerTerminal', undefined, ['one'], container('exec')],
    ['viewContainerStats', 'navigateToContainerStats', ['one'], container('stats')],
    ['viewImages', 'navigateToImages', [], { to: 'images' }],
    ['viewImage', 'navigateToImage', ['sha256:1', 'a:b'], { to: 'image', id: 'sha256:1', tag: 'a:b' }],
    ['viewVolumes', 'navigateToVolumes', [], { to: 'volumes' }],
    ['viewVolume', 'navigateToVolume', ['v'], { to: 'volume', name: 'v' }],
    ['viewDevEnvironments', 'navigateToDevEnvironments', [], { to: 'containers' }],
  ])('%s, which was %s', async (name, before, args, target) => {
    const { dd, asked } = testPage(() => ({ value: {} }));
    const call = (method: unknown) => (method as (...args: string[]) => Promise<void>)(...args);
    expect(await call(dd.desktopUI.navigate[name])).toBeUndefined();
    if (before) await call(dd[before]);
    const each = { method: 'desktop.navigate', input: { target } };
    expect(asked).toEqual(before ? [each, each] : [each]);
    const missing = testPage(() => ({ error: { code: 'not_found', message: 'not found' } }));
    await expect(call(missing.dd.desktopUI.navigate[name])).rejects.toThrow('not found');
  });
});

it('each kind of message, by both of its names', async () => {
  const { dd, asked } = testPage(() => ({ value: {} }));
  const { success, warning, error } = dd.desktopUI.toast;
  for (const show of [success, warning, error]) expect(show('m')).toBeUndefined();
  for (const show of [dd.toastSuccess, dd.toastWarning, dd.toastError]) show('m');
  await Promise.resolve();
  const tones = asked.map(({ input }) => input.tone);
  expect(tones).toEqual(['success', 'warning', 'error', 'success', 'warning', 'error']);
});

it('lists with filters as the engine’s API has them, and as people write them', async () => {
  const { dd, asked } = testPage(() => ({ items: ['[]'] }));
  const options = { all: true, limit: 3, size: true };
  for (const filters of ['{"label":["a=b"]}', { label: ['a=b'] }]) {
    await dd.docker.listContainers({ ...options, filters });
    await dd.listContainers({ ...options, filters });
    await dd.docker.listImages({ filters });
  }
  await dd.docker.listContainers();
  expect(asked.map(({ input }) => (input.query as { filters?: unknown }).filters)).toEqual([
    ...Array.from({ length: 3 }, () => '{"label":["a=b"]}'),
    ...Array.from({ length: 3 }, () => ({ label: ['a=b'] })),
    undefined,
  ]);
});

describe('the backend service', () => {
  const answer = (status: number, text: string) => ({ items: [{ status, reason: 'Reason' }, { text }] });
  const VERBS = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;

  it.each([...VERBS, 'request'] as const)('%s rejects with what it is refused with', async (verb) => {
    for (const status of [301, 400, 401, 404, 409, 500, 503]) {
      const { dd } = testPage(() => answer(status, verb === 'head' ? '' : '{"error":"why"}'));
      const { service } = dd.extension.vm ?? {};
      const call = service?.[verb] as (...args: unknown[]) => Promise<unknown>;
      const asked =
        verb === 'request' ? call({ url: '/x', method: 'GET', headers: {}, data: null }) : call('/x');
      const error = (await asked.catch((thrown: unknown) => thrown)) as ServiceError;
      expect(error).toBeInstanceOf(Error);
      expect({ ...error }).toEqual({
        name: 'Reason',
        message: verb === 'head' ? '' : '{"error":"why"}',
        statusCode: status,
      });
    }
  });

  it('is what the methods of before ask as well', async () => {
    const { dd, asked } = testPage(() => answer(200, '[1]'));
    for (const verb of VERBS) expect(await dd.backend?.[verb]?.('/x', { a: 1 })).toEqual([1]);
    expect(await dd.backend?.request?.({ url: '/x', method: 'GET' })).toEqual([1]);
    expect(asked.map(({ input }) => [input.method, input.body])).toEqual([
      ['GET', undefined],
      ['POST', '{"a":1}'],
      ['PUT', '{"a":1}'],
      ['PATCH', '{"a":1}'],
      ['DELETE', undefined],
      ['HEAD', undefined],
      ['GET', undefined],
    ]);
  });

  it.each<[unknown, object]>([
    [{ a: [1] }, { headers: { 'Content-Type': 'application/json' }, body: '{"a":[1]}' }],
    [['a'], { headers: { 'Content-Type': 'application/json' }, body: '["a"]' }],
    [7, { headers: { 'Content-Type': 'application/json' }, body: '7' }],
    [false, { headers: { 'Content-Type': 'application/json' }, body: 'false' }],
    ['', { headers: {}, body: '' }],
    ['{"a":1}', { headers: {}, body: '{"a":1}' }],
    [null, { headers: {} }],
    [undefined, { headers: {} }],
  ])('request() with no headers sends %j', async (data, sent) => {
    const { dd, asked } = testPage(() => answer(200, ''));
    await dd.extension.vm?.service?.request({ url: '/x', method: 'POST', headers: {}, data });
    expect(asked[0]?.input).toEqual({ method: 'POST', url: '/x', ...sent });
  });

  it('tells in the same form where there is no answer', async () => {
    const error = { code: 'extension_backend_down', message: 'it does not listen to its socket' };
    const { dd } = testPage(() => ({ error }));
    await expect(dd.extension.vm?.service?.get('/x')).rejects.toMatchObject({
      message: error.message,
      statusCode: 500,
    });
  });

  it('waits as long as it takes', async () => {
    vi.useFakeTimers();
    try {
      const { dd } = testPage(() => ({ items: [{ status: 200, reason: 'OK' }], hangs: true }));
      const ended = vi.fn();
      void dd.extension.vm?.service?.get('/import').then(ended, ended);
      await vi.advanceTimersByTimeAsync(60 * 60_000);
      expect(ended).not.toHaveBeenCalled();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a command with a stream, as before', () => {
  it.each([
    ['spawnDockerCmd', 'docker.exec'],
    ['spawnHostCmd', 'host.exec'],
  ] as const)('%s', async (name, method) => {
    const { dd, asked } = testPage(() => output(['x'], 2));
    const callback = vi.fn();
    dd[name]('logs', ['-f', 'a b'], callback);
    await vi.waitFor(() => expect(callback).toHaveBeenCalledTimes(2));
    expect(asked).toEqual([{ method, input: { words: ['logs', '-f', 'a b'] } }]);
  });

  it('spawnInVMExtension, and what it says where it is refused', async () => {
    const { dd } = testPage(() => ({ error: { code: 'forbidden', message: 'refused' } }));
    const callback = vi.fn();
    dd.backend?.spawnInVMExtension('ls', ['-l'], callback);
    await vi.waitFor(() => expect(callback).toHaveBeenCalled());
    expect(callback.mock.calls[0]?.[0]).toBeUndefined();
    expect(callback.mock.calls[0]?.[1].message).toBe('refused');
  });
});
