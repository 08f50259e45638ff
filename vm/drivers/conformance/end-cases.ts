import { expect, it } from 'vitest';
import { isAlive } from '../../is-alive.ts';
import type { RunningVm } from '../driver.ts';
import { endOf, need, type Subject } from './subject.ts';

/** How a machine ends, and what is left of it. */
export function endCases(subject: () => Subject): void {
  /** What holds after every end. */
  const expectGone = async (vm: RunningVm) => {
    const { driver } = subject();
    expect(await driver.inspect()).toBe('stopped');
    expect(await driver.adopt()).toBeUndefined();
    // One that was adopted may be a child of this process that it has not heard of yet.
    const { pid } = vm;
    if (pid !== undefined) await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    // Settled once: who asks later hears the same.
    expect(await vm.exited).toBe(await vm.exited);
  };

  it('shuts down in order when it is asked to', async () => {
    const vm = await subject().running();
    await vm.shutdown();
    expect(await endOf(vm)).toMatchObject({ requested: true, clean: true, remedied: false });
    await expectGone(vm);
  });

  it('is ended by force at once, and that was asked for', async () => {
    await subject().provision();
    const vm = await subject().start();
    await vm.kill();
    expect(await endOf(vm)).toMatchObject({ requested: true, clean: false });
    await vm.kill();
    await expectGone(vm);
  });

  it('tells a crash from an end that was asked for', async () => {
    await subject().provision();
    const vm = await subject().start();
    await subject().harness.crash(vm);
    const { lastLines, ...exit } = await endOf(vm);
    expect(exit).toMatchObject({ requested: false, clean: false });
    expect(lastLines).toEqual(await vm.lastLines());
    await expectGone(vm);
  });

  it('tells a guest that switches itself off from a crash', async (context) => {
    const { harness } = subject();
    const powerOff = need(context, harness.powerOff, 'second boot for it').bind(harness);
    const vm = await subject().running();
    await powerOff(vm);
    expect(await endOf(vm)).toMatchObject({ requested: false, clean: true });
    await expectGone(vm);
  });

  it('that was killed while no backend looked is stopped, not running', async () => {
    await subject().provision();
    const vm = await subject().start();
    vm.release();
    await subject().harness.crash(vm);
    const next = subject().harness.newDriver();
    await expect.poll(() => next.inspect(), { timeout: 10_000 }).toBe('stopped');
    expect(await next.adopt()).toBeUndefined();
  });

  it('starts again after a crash', async () => {
    await subject().provision();
    const vm = await subject().start();
    expect(await subject().driver.inspect()).toBe('running');
    await vm.kill();
  });

  it('leaves nothing when it is destroyed, also twice', async () => {
    const { driver, harness } = subject();
    expect(Object.keys(await harness.belongings())).not.toEqual([]);
    await driver.destroy();
    expect(await driver.inspect()).toBe('absent');
    expect(await harness.belongings()).toEqual({});
    await driver.destroy();
    await expect(driver.start(harness.spec, new AbortController().signal)).rejects.toMatchObject({
      code: 'machine_start_failed',
    });
  });
}
