import { expect, it } from 'vitest';
import { hasRegistries } from './registry-files.ts';

const wanted = {
  mirrors: ['https://mirror.example/'],
  insecure: ['registry.test:5000', '10.1.2.3/8'],
  certificates: {},
};
/** As dockerd 26 tells it. */
const told = {
  InsecureRegistryCIDRs: ['10.0.0.0/8', '127.0.0.0/8'],
  IndexConfigs: {
    'docker.io': { Name: 'docker.io', Mirrors: ['https://mirror.example/'], Secure: true, Official: true },
    'registry.test:5000': { Name: 'registry.test:5000', Mirrors: [], Secure: false, Official: false },
  },
  Mirrors: ['https://mirror.example/'],
};

it.each([
  ['what is wanted', told, true],
  ['one registry more', { ...told, IndexConfigs: { ...told.IndexConfigs, x: { Secure: false } } }, false],
  ['no mirror yet', { ...told, Mirrors: null }, false],
  ['no network yet', { ...told, InsecureRegistryCIDRs: ['127.0.0.0/8'] }, false],
  ['nothing', null, false],
])('an engine that has %s', (_, config, has) => {
  expect(hasRegistries(JSON.stringify(config), wanted)).toBe(has);
});
