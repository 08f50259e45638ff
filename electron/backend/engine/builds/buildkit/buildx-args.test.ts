import { expect, it } from 'vitest';
import { buildRequest } from '../../../../../shared/contract/builds.ts';
import type { BuildContext } from '../build-context.ts';
import { buildxCommand } from './buildx-args.ts';

const CONTEXT: BuildContext = {
  folder: '/src/app',
  ignore: [],
  dockerfileName: 'docker/Dockerfile',
  dockerfile: 'FROM x',
  dockerfilePath: '/src/app/docker/Dockerfile',
  isAdded: false,
  title: 'app',
};

it('gives buildx everything that was asked for, and nothing that it could take for an option', () => {
  const request = buildRequest.parse({
    context: '/src/app',
    dockerfile: { kind: 'file', path: 'docker/Dockerfile' },
    tags: ['a:1', 'a:2'],
    buildArgs: [{ name: 'A', value: '-x "y"' }],
    labels: [{ name: 'l', value: 'v=w' }],
    secrets: [{ id: 'key', path: '/home/me/a,"b".txt' }],
    target: '--push',
    platform: 'linux/arm64',
    noCache: true,
    pull: true,
  });
  expect(buildxCommand(request, CONTEXT, '/tmp/id')).toEqual({
    args: [
      'build',
      '--builder=default',
      '--progress=rawjson',
      '--load',
      '--iidfile=/tmp/id',
      '--tag=a:1',
      '--tag=a:2',
      '--build-arg=A=-x "y"',
      '--label=l=v=w',
      '--secret=id=key,"src=/home/me/a,""b"".txt"',
      '--target=--push',
      '--platform=linux/arm64',
      '--no-cache',
      '--pull',
      '--file=/src/app/docker/Dockerfile',
      '/src/app',
    ],
    input: undefined,
  });
});

it('hands a Dockerfile that is no file over on standard input, with a folder or without', () => {
  const text = buildRequest.parse({ dockerfile: { kind: 'text', text: 'FROM x' } });
  const inFolder = buildxCommand(text, CONTEXT, '/tmp/id');
  expect([inFolder.args.slice(-2), inFolder.input]).toEqual([['--file=-', '/src/app'], 'FROM x']);
  const alone = buildxCommand(text, { ...CONTEXT, folder: undefined }, '/tmp/id');
  expect([alone.args.at(-1), alone.input]).toEqual(['-', 'FROM x']);
});
