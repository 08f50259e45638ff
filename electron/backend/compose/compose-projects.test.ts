import { expect, it } from 'vitest';
import type { ApiContainer } from '../engine/engine-api.ts';
import { LABEL, parseDependsOn } from './compose-labels.ts';
import { toComposeProjects } from './compose-projects.ts';

function container(
  name: string,
  labels: Record<string, string>,
  change: Partial<ApiContainer> = {},
): ApiContainer {
  return {
    Id: `id-${name}`,
    Names: [`/${name}`],
    Image: 'busybox',
    ImageID: 'sha256:1',
    Command: 'sh',
    Created: 1,
    State: 'running',
    Status: 'Up 3 minutes',
    Ports: null,
    Labels: { [LABEL.project]: 'shop', ...labels },
    ...change,
  };
}

it('gathers what belongs to a project, sorted', () => {
  const projects = toComposeProjects({
    containers: [
      container('shop-web-2', { [LABEL.service]: 'web', [LABEL.number]: '2' }),
      container('shop-web-1', {
        [LABEL.service]: 'web',
        [LABEL.number]: '1',
        [LABEL.configHash]: 'abc',
        [LABEL.dependsOn]: 'db:service_healthy:false',
        [LABEL.workingDir]: '/src/shop',
        [LABEL.configFiles]: '/src/shop/compose.yaml,extra.yaml,-',
      }),
      container(
        'shop-db-1',
        { [LABEL.service]: 'db' },
        { State: 'exited', Status: 'Exited (137) 2 hours ago' },
      ),
      container('shop-web-run-1', { [LABEL.service]: 'web', [LABEL.oneOff]: 'True' }),
      { ...container('stranger', {}), Labels: null },
    ],
    networks: [
      { Id: 'n1', Name: 'shop_default', Labels: { [LABEL.project]: 'shop' } },
      { Id: 'n2', Name: 'left_default', Labels: { [LABEL.project]: 'left' } },
    ],
    volumes: [
      { Name: 'shop_data', Labels: { [LABEL.project]: 'shop' } },
      { Name: 'old_data', Labels: { [LABEL.project]: 'old' } },
    ],
  });
  expect(projects.map(({ name }) => name)).toEqual(['left', 'shop']);
  const [left, shop] = projects;
  expect(left).toMatchObject({ services: [], networks: [{ id: 'n2', name: 'left_default' }] });
  expect(shop).toMatchObject({
    workingDir: '/src/shop',
    configFiles: ['/src/shop/compose.yaml', '/src/shop/extra.yaml'],
    volumes: ['shop_data'],
    onEngine: true,
  });
  expect(shop?.services.map(({ name, containers }) => [name, containers.map((c) => c.name)])).toEqual([
    ['db', ['shop-db-1']],
    ['web', ['shop-web-1', 'shop-web-2']],
  ]);
  expect(shop?.services[0]?.containers[0]).toMatchObject({ state: 'exited', exitCode: 137 });
  expect(shop?.services[1]).toMatchObject({ dependsOn: ['db'], containers: [{ configHash: 'abc' }, {}] });
  expect(shop?.oneOffs.map(({ name }) => name)).toEqual(['shop-web-run-1']);
});

it('reads what a service waits for', () => {
  expect(
    parseDependsOn('db:service_healthy:false,job:service_completed_successfully:true,x:y:z,plain'),
  ).toEqual([
    { service: 'db', condition: 'service_healthy' },
    { service: 'job', condition: 'service_completed_successfully' },
    { service: 'x', condition: 'service_started' },
    { service: 'plain', condition: 'service_started' },
  ]);
  expect(parseDependsOn('')).toEqual([]);
  expect(parseDependsOn(undefined)).toEqual([]);
});
