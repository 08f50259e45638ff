import { expect, it } from 'vitest';
import type { GuestControl, ProxyVariables, Resolver } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../log/logger.ts';
import { NO_PROXIES } from '../network/system-proxy/proxy-words.ts';
import { settingsSchema } from '../settings/settings.ts';
import { GuestSurroundings } from './guest-surroundings.ts';

const resolverOf = (domain: string): Resolver => ({ search: [domain], options: [], furtherServers: [] });
const MANUAL = { proxyMode: 'manual', httpProxy: 'http://u:p@127.0.0.1:1' } as const;
const SEEN = 'http://u:p@host.docker.internal:1';

function make(has: ProxyVariables = {}) {
  const told: Resolver[] = [];
  const guest = {
    setResolver: async (resolver: Resolver) => void told.push(resolver),
    proxy: async () => has,
    setProxy: async (proxy: ProxyVariables) => {
      has = proxy;
    },
  } as Partial<GuestControl> as GuestControl;
  const machine = new Emitter<void>();
  const names = new Emitter<Resolver>();
  const world = { guest: undefined as GuestControl | undefined, kind: 'stopped', names: resolverOf('a') };
  const settings = { current: settingsSchema.parse(MANUAL) };
  const system = { current: NO_PROXIES, check: async () => {} };
  const surroundings = new GuestSurroundings({
    supervisor: {
      get guest() {
        return world.guest;
      },
      status: () => ({ state: { kind: world.kind } }) as never,
      onChange: (listener) => machine.on(listener),
      restartEngine: (prepare) => prepare(guest),
    },
    settings,
    resolver: {
      get current() {
        return world.names;
      },
      onChange: (listener) => names.on(listener),
    },
    system,
    log: silentLogger,
  });
  const become = (kind: string, running = true) => {
    Object.assign(world, { kind, guest: running ? guest : undefined });
    machine.emit();
  };
  const rename = (domain: string) => {
    world.names = resolverOf(domain);
    names.emit(world.names);
  };
  return {
    surroundings,
    told: () => told.map(({ search }) => search[0]),
    become,
    rename,
    settings,
    system,
    has: () => has,
  };
}

it('tells a guest how names are looked up: when it is up, at each change, and after a pause what it missed', async () => {
  const { told, become, rename, surroundings } = make();
  expect(surroundings.forSpec()).toMatchObject({ resolver: { search: ['a'] }, proxy: { HTTP_PROXY: SEEN } });
  rename('b');
  become('starting');
  become('running');
  await expect.poll(told).toEqual(['b']);
  rename('c');
  await expect.poll(told).toEqual(['b', 'c']);
  become('paused');
  rename('d');
  rename('e');
  become('running');
  await expect.poll(told).toEqual(['b', 'c', 'e']);
  surroundings.dispose();
});

it('knows what the engine was started with, and gives it what is set now when it restarts', async () => {
  const { become, settings, surroundings, has } = make({ HTTP_PROXY: 'http://old:1', NO_PROXY: 'x' });
  expect(surroundings.containerVariables()).toEqual({});
  become('running');
  await expect
    .poll(() => surroundings.runningProxy())
    .toEqual({ proxyMode: 'manual', httpProxy: 'http://old:1', httpsProxy: '', noProxy: 'x' });
  await surroundings.restartEngine();
  expect(has()).toMatchObject({ HTTP_PROXY: SEEN });
  expect(surroundings.runningProxy()).toMatchObject(MANUAL);
  expect(surroundings.containerVariables()).toMatchObject({ http_proxy: SEEN });
  expect(surroundings.proxy()).toMatchObject({ http: 'http://***@host.docker.internal:1', rewritten: true });
  settings.current = settingsSchema.parse({ proxyMode: 'none' });
  expect(surroundings.runningProxy()).toMatchObject(MANUAL);
  become('stopped', false);
  expect(surroundings.runningProxy()).toBeUndefined();
  surroundings.dispose();
});

it('is behind where the proxies of the system became others', async () => {
  const { become, settings, surroundings, system, has } = make();
  settings.current = settingsSchema.parse({ proxyMode: 'system' });
  become('running');
  await expect.poll(() => surroundings.runningProxy()?.proxyMode).toBe('system');
  system.current = { http: 'http://next:1', https: '', no: '' };
  expect(surroundings.runningProxy()?.proxyMode).toBe('none');
  await surroundings.restartEngine();
  expect(has()).toMatchObject({ HTTP_PROXY: 'http://next:1' });
  expect(surroundings.runningProxy()?.proxyMode).toBe('system');
  system.current = { ...NO_PROXIES, script: 'http://pac' };
  expect(surroundings.runningProxy()).toMatchObject({ proxyMode: 'manual', httpProxy: 'http://next:1' });
  expect(surroundings.proxy()).toMatchObject({ script: 'http://pac' });
  surroundings.dispose();
});
