import { describe, expect, it } from 'vitest';
import { testSupervisor } from './test-supervisor.ts';

describe('whileStopped', () => {
  it('stops what runs, keeps it from starting while the work lasts, and leaves it stopped', async () => {
    const { supervisor, kinds, driver, errors } = testSupervisor();
    await supervisor.init();
    await supervisor.start();
    const { ran, value } = await supervisor.whileStopped('its disk is being copied', async () => {
      expect(await driver.inspect()).toBe('stopped');
      await expect(supervisor.start()).rejects.toMatchObject({
        code: 'machine_busy',
        message: 'Cannot start the engine: its disk is being copied.',
      });
      return 7;
    });
    expect([ran, value]).toEqual([true, 7]);
    expect(supervisor.status().state.kind).toBe('stopped');
    await supervisor.start();
    expect(kinds.at(-1)).toBe('running');
    expect(driver.starts).toBe(2);
    expect(errors).toEqual([]);
  });

  it('lets go of the machine where the work fails, and tells that none ran', async () => {
    const { supervisor } = testSupervisor();
    await supervisor.init();
    await expect(
      supervisor.whileStopped('x', async () => {
        throw new Error('no room');
      }),
    ).rejects.toThrow('no room');
    expect((await supervisor.whileStopped('x', async () => {})).ran).toBe(false);
    await supervisor.start();
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('is one at a time', async () => {
    const { supervisor } = testSupervisor();
    await supervisor.init();
    let end = () => {};
    const copied = new Promise<void>((resolve) => {
      end = resolve;
    });
    const first = supervisor.whileStopped('first', () => copied);
    await expect(supervisor.whileStopped('second', async () => {})).rejects.toMatchObject({
      code: 'machine_busy',
    });
    end();
    await first;
  });

  it('tells that the machine is not set up where the work removed it', async () => {
    const { supervisor, driver } = testSupervisor();
    await supervisor.init();
    await supervisor.start();
    await supervisor.whileStopped('x', () => driver.destroy());
    expect(supervisor.status().state.kind).toBe('absent');
  });
});
