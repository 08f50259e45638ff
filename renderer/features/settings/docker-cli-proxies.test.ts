import { expect, it } from 'vitest';
import { dockerCliProxies } from './docker-cli-proxies.ts';

it('names what there is, as the docker command reads it', () => {
  const proxy = { http: 'http://host.docker.internal:3128', noProxy: '.corp', rewritten: true };
  expect(JSON.parse(dockerCliProxies(proxy))).toEqual({
    proxies: { default: { httpProxy: 'http://host.docker.internal:3128', noProxy: '.corp' } },
  });
});
