import { expect, it } from 'vitest';
import { engineEnv } from '../programs/engine-env.ts';
import { fileArgs, readMessages } from './compose-cli.ts';
import { parseProgress, subjectOf } from './compose-service.ts';

it('tells compose which files, and takes them from standard input where it is asked to', () => {
  const files = {
    name: 'shop',
    workingDir: '/src',
    configFiles: ['/src/a.yaml', '/src/b.yaml'],
    envFiles: ['/src/x.env'],
  };
  expect(fileArgs(files, false).join(' ')).toBe(
    '--progress plain --ansi never --project-name shop --project-directory /src --file /src/a.yaml --file /src/b.yaml --env-file /src/x.env',
  );
  expect(fileArgs({ ...files, name: '', envFiles: [] }, true).join(' ')).toBe(
    '--progress plain --ansi never --project-directory /src --file -',
  );
});

it('leads to the engine that Pier shows, whatever the shell was set to', () => {
  const shell = {
    PATH: '/bin',
    DOCKER_CONFIG: '/etc/docker-config',
    DOCKER_HOST: 'tcp://elsewhere',
    DOCKER_CONTEXT: 'cloud',
    DOCKER_TLS_VERIFY: '1',
    COMPOSE_FILE: 'other.yaml',
    BUILDX_BUILDER: 'other',
    COMPOSE_PROJECT_NAME: 'other',
  };
  const { PATH = '', ...others } = engineEnv(shell, '/run/pier.sock');
  // The person's own come first; what follows are places where programs that keep logins are.
  expect(PATH).toMatch(/^\/bin:.*\/\.local\/bin/);
  expect(others).toEqual({
    DOCKER_CONFIG: '/etc/docker-config',
    DOCKER_HOST: 'unix:///run/pier.sock',
  });
});

it('tells the reason of a failure from warnings, progress and the output of a build', () => {
  const warning = 'time="2026-01-01T00:00:00Z" level=warning msg="The \\"TAG\\" variable is not set."';
  const lines = [
    warning,
    ' Container a  Creating',
    'no such image: x',
    '#1 [internal] load',
    ' Container a  Error',
    '',
  ];
  expect(readMessages(lines)).toEqual({
    warnings: ['The "TAG" variable is not set.'],
    reason: 'no such image: x.',
  });
  expect(readMessages([])).toEqual({ warnings: [], reason: 'compose gave no reason.' });
});

it('reads what compose does to its parts', () => {
  expect(parseProgress(' Container shop-web-1  Started')).toEqual({
    id: 'Container shop-web-1',
    label: 'shop-web-1',
    status: 'Started',
  });
  expect(parseProgress(' Volume "shop_data"  Creating')?.label).toBe('shop_data');
  expect(parseProgress('#1 [app internal] load')).toBeUndefined();
  expect(subjectOf('shop', ['web', 'db'])).toBe('shop: web, db');
});
