import { expect, it } from 'vitest';
import type {
  ComposeContainer,
  ComposeFile,
  ComposeFileService,
  ComposeProject,
} from '../contract/compose.ts';
import { compareProject, differs } from './compose-drift.ts';

const container = (change: Partial<ComposeContainer> = {}): ComposeContainer => ({
  id: 'c',
  name: 'c',
  number: 1,
  image: 'busybox',
  imageId: 'sha256:1',
  state: 'running',
  health: 'none',
  ports: [],
  configHash: 'h',
  createdAt: 0,
  ...change,
});

const fileService = (name: string, change: Partial<ComposeFileService> = {}): ComposeFileService => ({
  name,
  image: 'busybox',
  builds: false,
  replicas: 1,
  profiles: [],
  dependsOn: [],
  configHashes: ['other', 'h'],
  imageId: 'sha256:1',
  ...change,
});

function compare(services: Record<string, ComposeContainer[]>, inFile: ComposeFileService[]) {
  const project: ComposeProject = {
    name: 'p',
    workingDir: '/p',
    configFiles: ['/p/compose.yaml'],
    services: Object.entries(services).map(([name, containers]) => ({ name, containers, dependsOn: [] })),
    oneOffs: [],
    networks: [],
    volumes: [],
    onEngine: true,
  };
  const file: ComposeFile = { ...project, project: 'p', services: inFile, rendered: '', warnings: [] };
  return Object.fromEntries(compareProject(project, file).map(({ name, drift }) => [name, drift]));
}

it('a service that is as its file has it', () => {
  expect(compare({ web: [container()] }, [fileService('web')])).toEqual({ web: { state: 'same' } });
});

it('names what is another', () => {
  const { a, b, c, d } = compare(
    {
      a: [container({ configHash: 'old' })],
      b: [container(), container({ imageId: 'sha256:0' })],
      c: [container()],
      d: [container({ imageId: 'sha256:0' })],
    },
    [
      fileService('a'),
      fileService('b', { replicas: 3 }),
      fileService('c', { replicas: 0 }),
      { ...fileService('d'), imageId: undefined },
    ],
  );
  expect(a).toEqual({ state: 'differs', reasons: ['configuration'] });
  expect(b).toEqual({ state: 'differs', reasons: ['image', 'replicas'] });
  expect(c).toEqual({ state: 'differs', reasons: ['replicas'] });
  expect(d).toEqual({ state: 'same' });
});

it('tells missing, inactive and orphaned services, sorted by name', () => {
  const drifts = compare({ gone: [container()] }, [
    fileService('z'),
    fileService('debug', { profiles: ['debug'] }),
    fileService('none', { replicas: 0 }),
  ]);
  expect(drifts).toEqual({
    debug: { state: 'inactive' },
    gone: { state: 'orphan' },
    none: { state: 'same' },
    z: { state: 'missing' },
  });
  expect(Object.keys(drifts)).toEqual(['debug', 'gone', 'none', 'z']);
  expect(Object.values(drifts).map(differs)).toEqual([false, true, false, true]);
});
