import { describe, expect, it, vi } from 'vitest';
import type { ExecResult } from './exec-result.ts';
import { output, testPage } from './test-api.ts';

describe('exec without a stream', () => {
  it.each<[string, string[], string[]]>([
    ['ps', ['--format', '"{{ json . }}"'], ['ps', '--format', '{{ json . }}']],
    ['run', ['--rm', '--label a=b', '-v=x:/y '], ['run', '--rm', '--label', 'a=b', '-v=x:/y']],
    ['info', [], ['info']],
  ])('splits %s %j as one text', async (cmd, args, words) => {
    const { dd, asked } = testPage(() => output(['x\n']));
    await dd.docker.cli.exec(cmd, args);
    expect(asked).toEqual([{ method: 'docker.exec', input: { words } }]);
  });

  it('answers output, lines and JSON', async () => {
    const { dd } = testPage(() => output(['{"a":1}\n\n', { stderr: 'warned' }, '{"b":2}\r\n']));
    const result = await dd.docker.cli.exec('ps');
    expect(result).toMatchObject({ cmd: 'docker ps', code: 0, killed: false, stderr: 'warned' });
    expect(result.stdout).toBe('{"a":1}\n\n{"b":2}\r\n');
    expect(result.lines()).toEqual(['{"a":1}', '', '{"b":2}', '']);
    expect(result.parseJsonLines()).toEqual([{ a: 1 }, { b: 2 }]);
    expect(() => result.parseJsonObject()).toThrow(SyntaxError);
  });

  it('rejects with what a failed command left, as Node does', async () => {
    const { dd } = testPage(() => output([{ stderr: 'first\nsecond' }], 125));
    const error = await dd.docker.cli.exec('stop', ['$(x)']).then(
      () => undefined,
      (thrown: Error & ExecResult) => thrown,
    );
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      cmd: 'docker stop $(x)',
      killed: false,
      signal: null,
      code: 125,
      stdout: '',
      stderr: 'first\nsecond',
    });
    expect(error?.stderr.split('\n')[1]).toBe('second');
    expect(`${error}`).toBe('Error: Command failed: docker stop $(x)\nfirst\nsecond');
    expect(error?.lines()).toEqual(['']);
  });

  it.each([
    [{ code: 'file_not_found', message: 'no such program' }, 127],
    [{ code: 'forbidden', message: 'refused' }, 126],
  ])('rejects alike where it was not run: %j', async (error, code) => {
    const { dd } = testPage(() => ({ error }));
    await expect(dd.extension.host?.cli.exec('x')).rejects.toMatchObject({
      code,
      cmd: 'x',
      stderr: error.message,
      stdout: '',
    });
  });

  it('rejects for a quote without an end, and asks nobody', async () => {
    const { dd, asked } = testPage(() => output([]));
    await expect(dd.docker.cli.exec('ps', ['"'])).rejects.toMatchObject({ code: 2 });
    expect(asked).toEqual([]);
  });

  it('names the signal, and does not take it for its own', async () => {
    const { dd } = testPage(() => output([], null, 'SIGKILL'));
    await expect(dd.extension.vm?.cli.exec('sleep', ['9'])).rejects.toMatchObject({
      killed: false,
      signal: 'SIGKILL',
      code: null,
    });
  });
});

describe('exec with a stream', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  function follow(items: Parameters<typeof output>[0], options: object = {}, code: number | null = 0) {
    const told: unknown[] = [];
    const page = testPage(() => output(items, code, code === null ? 'SIGSEGV' : null));
    const stream = {
      onOutput: (data: object) => told.push(data),
      onError: (error: unknown) => told.push({ error: error instanceof Error ? error.message : error }),
      onClose: (exit: number) => told.push({ exit }),
      ...options,
    };
    const process = page.dd.docker.cli.exec('events', ['--format', '{{ json . }}'], { stream });
    return { ...page, told, process };
  }

  it('sends the words as they are', async () => {
    const { asked } = follow([]);
    await settle();
    expect(asked[0]?.input).toEqual({ words: ['events', '--format', '{{ json . }}'] });
  });

  it('tells of one output at a time, then of the end', async () => {
    const { told } = follow(['a\nb', { stderr: 'x' }], {}, 3);
    await settle();
    expect(told).toEqual([{ stdout: 'a\nb' }, { stderr: 'x' }, { exit: 3 }]);
  });

  it('splits lines of each output for itself, and what has no end comes last', async () => {
    const items = ['a\r', { stderr: 'e1\ne' }, '\nb\n\nc', { stderr: '2' }];
    const { told } = follow(items, { splitOutputLines: true });
    await settle();
    expect(told).toEqual([
      { stderr: 'e1' },
      { stdout: 'a' },
      { stdout: 'b' },
      { stdout: '' },
      { stdout: 'c' },
      { stderr: 'e2' },
      { exit: 0 },
    ]);
  });

  it('tells of a signal and of a refusal as errors', async () => {
    const { told } = follow([], {}, null);
    await settle();
    expect(told).toEqual([{ error: 'SIGSEGV' }]);
    const page = testPage(() => ({ error: { code: 'forbidden', message: 'refused' } }));
    const onError = vi.fn();
    void page.dd.docker.cli.exec('ps', [], { stream: { onError } });
    await settle();
    expect(onError.mock.calls[0]?.[0].message).toBe('refused');
  });

  it('is cancelled by close(), and tells nothing after it', async () => {
    const told: unknown[] = [];
    const page = testPage(() => ({ items: [{ stdout: 'a' }], hangs: true }));
    const stream = {
      onOutput: (data: object) => told.push(data),
      onError: (error: unknown) => told.push(error),
    };
    const process = page.dd.extension.vm?.cli.exec('tail', ['-f'], { stream });
    await settle();
    process?.close();
    await settle();
    expect(told).toEqual([{ stdout: 'a' }]);
    expect(page.cancelled).toEqual([0]);
  });

  it('passes on a folder and variables, without those that are not set', async () => {
    const page = testPage(() => output([]));
    await page.dd.extension.host?.cli.exec('x', [], { cwd: '/tmp', env: { A: '1', B: undefined } });
    expect(page.asked[0]?.input).toEqual({ words: ['x'], cwd: '/tmp', env: { A: '1' } });
  });
});

describe('the backend service', () => {
  const answer = (status: number, ...texts: string[]) => ({
    items: [{ status, reason: 'Reason' }, ...texts.map((text) => ({ text }))],
  });

  it.each<[string[], unknown]>([
    [['{"a"', ':1}'], { a: 1 }],
    [['true'], true],
    [['plain'], 'plain'],
    [[], ''],
  ])('answers the body of %j', async (texts, value) => {
    const { dd } = testPage(() => answer(200, ...texts));
    expect(await dd.extension.vm?.service?.get('/x')).toEqual(value);
  });

  it.each<[string, unknown[], object]>([
    ['get', ['/v?p=/home/a b'], { method: 'GET', url: '/v?p=/home/a b', headers: {} }],
    ['head', ['/v'], { method: 'HEAD', url: '/v', headers: {} }],
    ['delete', ['/v'], { method: 'DELETE', url: '/v', headers: {} }],
    [
      'post',
      ['/v', { a: 1 }],
      { method: 'POST', url: '/v', headers: { 'Content-Type': 'application/json' }, body: '{"a":1}' },
    ],
    ['put', ['/v', 'text'], { method: 'PUT', url: '/v', headers: {}, body: 'text' }],
    ['patch', ['/v', null], { method: 'PATCH', url: '/v', headers: {} }],
    [
      'request',
      [{ url: '/v', method: 'post', headers: { 'content-type': 'x/y' }, data: [1] }],
      { method: 'POST', url: '/v', headers: { 'content-type': 'x/y' }, body: '[1]' },
    ],
  ])('%s%j', async (verb, args, input) => {
    const { dd, asked } = testPage(() => answer(200, '{}'));
    const service = dd.extension.vm?.service as unknown as Record<string, (...args: unknown[]) => unknown>;
    await service[verb]?.(...args);
    expect(asked).toEqual([{ method: 'vm.request', input }]);
  });

  it('rejects with the body and the status', async () => {
    const { dd } = testPage(() => answer(404, 'no such volume'));
    const error = await dd.extension.vm?.service?.get('/x').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: 'Reason',
      message: 'no such volume',
      statusCode: 404,
    });
  });

  it('takes addresses elsewhere by the way of the page', async () => {
    const { dd, asked, fetched } = testPage(() => answer(200));
    expect(await dd.extension.vm?.service?.post('https://example.com/a', {})).toEqual({ from: 'elsewhere' });
    expect(fetched).toMatchObject([{ url: 'https://example.com/a', init: { method: 'POST', body: '{}' } }]);
    expect(asked).toEqual([]);
  });
});

it('lists what the engine lists, in however many parts it came', async () => {
  const { dd, asked } = testPage(() => ({ items: ['[{"Id":', '"a"}]'] }));
  expect(await dd.docker.listContainers({ all: true, filters: '{"label":["x"]}' })).toEqual([{ Id: 'a' }]);
  expect(await dd.listImages()).toEqual([{ Id: 'a' }]);
  expect(asked).toEqual([
    { method: 'docker.listContainers', input: { query: { all: true, filters: '{"label":["x"]}' } } },
    { method: 'docker.listImages', input: { query: {} } },
  ]);
});

it('shows messages, dialogs, places and links', async () => {
  const { dd, asked } = testPage(({ method }) => ({
    value: method === 'desktop.showOpenDialog' ? { canceled: false, filePaths: ['/a'] } : {},
  }));
  dd.desktopUI.toast.success('well');
  dd.toastError('bad');
  expect(await dd.desktopUI.dialog.showOpenDialog({ properties: ['openDirectory'], evil: 1 })).toEqual({
    canceled: false,
    filePaths: ['/a'],
  });
  await dd.desktopUI.dialog.showOpenDialog();
  await dd.desktopUI.navigate.viewContainerTerminal('abc');
  await dd.desktopUI.navigate.viewImage('sha256:1', 'a:b');
  await dd.navigateToVolume('v');
  dd.host.openExternal('https://example.com');
  await Promise.resolve();
  expect(asked).toEqual([
    { method: 'desktop.toast', input: { tone: 'success', message: 'well' } },
    { method: 'desktop.toast', input: { tone: 'error', message: 'bad' } },
    { method: 'desktop.showOpenDialog', input: { props: { properties: ['openDirectory'] } } },
    { method: 'desktop.showOpenDialog', input: { props: {} } },
    { method: 'desktop.navigate', input: { target: { to: 'container', id: 'abc', tab: 'exec' } } },
    { method: 'desktop.navigate', input: { target: { to: 'image', id: 'sha256:1', tag: 'a:b' } } },
    { method: 'desktop.navigate', input: { target: { to: 'volume', name: 'v' } } },
    { method: 'desktop.openExternal', input: { url: 'https://example.com' } },
  ]);
});

it('rejects where there is nothing to go to', async () => {
  const { dd } = testPage(() => ({ error: { code: 'container_not_found', message: 'not found' } }));
  await expect(dd.desktopUI.navigate.viewContainer('x')).rejects.toThrow('not found');
});

it('has what the extension brought along, and nothing else', () => {
  const none = testPage(() => output([]), { vm: false, service: false, host: false }).dd;
  expect(none.extension).toEqual({ image: 'org/repo:1.2' });
  expect('backend' in none).toBe(false);
  const vm = testPage(() => output([]), { vm: true, service: false, host: false }).dd;
  expect(Object.keys(vm.extension)).toEqual(['image', 'vm']);
  expect(Object.keys(vm.extension.vm ?? {})).toEqual(['cli']);
  expect(none.host).toMatchObject({ platform: 'linux', arch: 'x64', hostname: 'box' });
  expect(Object.isFrozen(none) && Object.isFrozen(none.docker.cli)).toBe(true);
});

describe('the methods of before', () => {
  it('take whole command lines', async () => {
    const { dd, asked } = testPage(() => output(['x']));
    await dd.execDockerCmd('ps', '-a', '--format "{{ json . }}"');
    await dd.execHostCmd("tool 'a b'");
    await dd.backend?.execInVMExtension('ls -l /');
    await dd.backend?.execInContainer('other', 'id');
    expect(asked.map(({ method, input }) => [method, input])).toEqual([
      ['docker.exec', { words: ['ps', '-a', '--format', '{{ json . }}'] }],
      ['host.exec', { words: ['tool', 'a b'] }],
      ['vm.exec', { words: ['ls', '-l', '/'] }],
      ['vm.exec', { words: ['id'], container: 'other' }],
    ]);
  });

  it('tell output and the end to one callback', async () => {
    const { dd } = testPage(() => output(['x', { stderr: 'y' }], 2));
    const callback = vi.fn();
    dd.spawnDockerCmd('logs', ['a b'], callback);
    await vi.waitFor(() => expect(callback).toHaveBeenCalledTimes(3));
    expect(callback.mock.calls).toEqual([
      [{ stdout: 'x' }, undefined],
      [{ stderr: 'y' }, undefined],
      [{ code: 2 }, undefined],
    ]);
  });
});
