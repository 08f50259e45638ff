import { describe, expect, it } from 'vitest';
import { environmentProxies } from '../network/system-proxy/proxy-words.ts';
import { containerVariables, effectiveProxy, proxyVariables } from './effective-proxy.ts';
import { settingsSchema } from './settings.ts';

const OWN = 'localhost,127.0.0.1,::1,host.docker.internal,gateway.docker.internal';
const effective = (settings: object, env: NodeJS.ProcessEnv = {}) =>
  effectiveProxy(settingsSchema.parse(settings), environmentProxies(env));

describe('effectiveProxy', () => {
  const env = {
    HTTP_PROXY: 'http://upper:1',
    http_proxy: 'http://lower:1',
    HTTPS_PROXY: 'safe:2',
    NO_PROXY: '.corp',
  };

  it('takes those of the system unless told otherwise, the lower case first', () => {
    expect(effective({}, env)).toEqual({
      http: 'http://lower:1',
      https: 'http://safe:2',
      noProxy: `${OWN},.corp`,
      rewritten: false,
    });
    expect(effective({}, {})).toEqual({ noProxy: '', rewritten: false });
    expect(effective({}, { HTTP_PROXY: 'not a proxy' })).toEqual({ noProxy: '', rewritten: false });
  });

  it('takes those that were set, and none where that was chosen', () => {
    const manual = { proxyMode: 'manual', httpsProxy: 'http://u:p@mine:3', noProxy: 'a,localhost' };
    expect(effective(manual, env)).toEqual({
      https: 'http://u:p@mine:3',
      noProxy: `${OWN},a`,
      rewritten: false,
    });
    expect(proxyVariables(effective({ ...manual, proxyMode: 'none' }, env))).toEqual({});
  });

  it('leads from this computer’s loopback to this computer, and says so', () => {
    expect(effective({ proxyMode: 'manual', httpProxy: '127.0.0.1:3128' })).toMatchObject({
      http: 'http://host.docker.internal:3128',
      rewritten: true,
    });
  });
});

it('gives containers the variables in both cases', () => {
  expect(containerVariables(effective({ proxyMode: 'manual', httpProxy: 'p:1' }))).toEqual({
    HTTP_PROXY: 'http://p:1',
    http_proxy: 'http://p:1',
    NO_PROXY: OWN,
    no_proxy: OWN,
  });
});
