import { expect, it } from 'vitest';
import type { EngineRegistries, GuestControl } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../log/logger.ts';
import { type Settings, settingsSchema } from '../settings/settings.ts';
import { GuestRegistries } from './guest-registries.ts';

function make(failures = 0) {
  const told: EngineRegistries[] = [];
  let left = failures;
  const newGuest = () =>
    ({
      setRegistries: async (registries: EngineRegistries) => {
        if (left-- > 0) throw new Error('no agent yet.');
        told.push(registries);
      },
    }) as Partial<GuestControl> as GuestControl;
  const machine = new Emitter<void>();
  const changes = new Emitter<Settings>();
  const world = { guest: undefined as GuestControl | undefined, kind: 'stopped' };
  const settings = {
    current: settingsSchema.parse({}),
    onChange: (listener: (settings: Settings) => void) => changes.on(listener),
  };
  const registries = new GuestRegistries({
    supervisor: {
      get guest() {
        return world.guest;
      },
      status: () => ({ state: { kind: world.kind } }) as never,
      onChange: (listener) => machine.on(listener),
    },
    settings,
    log: silentLogger,
    tryAgainMs: 1,
  });
  return {
    registries,
    told: () => told.map(({ insecure }) => insecure.join()),
    become: (kind: string, guest = world.guest ?? newGuest()) => {
      Object.assign(world, { kind, guest });
      machine.emit();
    },
    another: newGuest,
    set: (insecure: string) => {
      settings.current = settingsSchema.parse({ insecureRegistries: [insecure] });
      changes.emit(settings.current);
    },
  };
}

it('tells each machine once it runs, each change, and after a pause what it missed', async () => {
  const { registries, told, become, set, another } = make(2);
  set('a');
  await registries.follow();
  expect(registries.forSpec()).toEqual({ registries: { mirrors: [], insecure: ['a'], certificates: {} } });
  become('starting');
  expect(told()).toEqual([]);
  become('running');
  await expect.poll(told).toEqual(['a']);
  become('running');
  set('b');
  await registries.follow();
  expect(told()).toEqual(['a', 'b']);
  become('paused');
  set('c');
  set('d');
  await registries.follow();
  become('running');
  await expect.poll(told).toEqual(['a', 'b', 'd']);
  become('running', another());
  await expect.poll(told).toEqual(['a', 'b', 'd', 'd']);
  registries.dispose();
});

it('says that an engine does not take them, and what to do', async () => {
  const { registries, become, set } = make(Number.POSITIVE_INFINITY);
  become('running');
  registries.dispose();
  set('a');
  await expect(registries.follow()).rejects.toMatchObject({
    code: 'guest_failed',
    message: 'Tell the engine its registries: no agent yet.',
    hint: expect.stringContaining('Restart the machine'),
  });
});
