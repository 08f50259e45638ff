import { expect, it } from 'vitest';
import { need, type Subject } from './subject.ts';

const GIB = 1024 ** 3;

/** What comes before the first machine: nothing there, made whole or not at all, and never made twice. */
export function installationCases(subject: () => Subject): void {
  const abortWith = (reason: Error) => AbortSignal.abort(reason);

  it('is absent at first: nothing to adopt, nothing to start', async () => {
    const { driver, harness } = subject();
    expect(await driver.inspect()).toBe('absent');
    expect(await driver.adopt()).toBeUndefined();
    await expect(driver.start(harness.spec, new AbortController().signal)).rejects.toMatchObject({
      code: 'machine_start_failed',
      hint: expect.stringMatching(/./),
    });
    expect(await harness.belongings()).toEqual({});
  });

  it('tells what must hold before a start, and changes nothing for it', async () => {
    const { driver, harness } = subject();
    const checks = await driver.preflight();
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const { title, ok, fatal, error } of checks) {
      expect(title).not.toBe('');
      if (ok) expect(error).toBeUndefined();
      else
        expect(error).toMatchObject({
          message: expect.stringMatching(/./),
          hint: expect.stringMatching(/./),
        });
      expect([title, ok || !fatal]).toEqual([title, true]);
    }
    expect(await harness.belongings()).toEqual({});
  });

  it('makes nothing where it is told to stop before it began', async () => {
    const { driver, harness } = subject();
    const provisioned = subject().provision({}, abortWith(new Error('not wanted any more')));
    await expect(provisioned).rejects.toThrow(/not wanted any more|cancelled/);
    expect(await driver.inspect()).toBe('absent');
    expect(await harness.belongings()).toEqual({});
  });

  it('stops where it is told to while it makes something', async (context) => {
    const { driver, harness } = subject();
    need(context, harness.provisionsInSteps, 'steps that take a moment');
    const cancel = new AbortController();
    const steps: string[] = [];
    const provisioned = driver.provision(
      harness.spec,
      ({ title }) => {
        steps.push(title);
        cancel.abort(new Error('not wanted any more'));
      },
      cancel.signal,
    );
    await expect(provisioned).rejects.toThrow(/not wanted any more|cancelled/);
    expect(steps).toHaveLength(1);
    await expect(driver.start(harness.spec, new AbortController().signal)).rejects.toMatchObject({
      code: 'machine_start_failed',
    });
  });

  it('makes what is missing, and touches nothing that is there', async () => {
    const { driver, harness } = subject();
    await subject().provision();
    expect(await driver.inspect()).toBe('stopped');
    const made = await harness.belongings();
    await subject().provision();
    expect(await harness.belongings()).toEqual(made);
    // Another backend makes nothing anew either.
    const next = harness.newDriver();
    await next.provision(harness.spec, () => {}, new AbortController().signal);
    expect(await harness.belongings()).toEqual(made);
    expect(await next.inspect()).toBe('stopped');
    expect(await next.adopt()).toBeUndefined();
  });

  it('gives the data disk the size that is asked for, and never a smaller one', async (context) => {
    const { harness } = subject();
    const diskBytes = need(context, harness.diskBytes, 'limit of the data disk').bind(harness);
    const { diskLimitBytes } = harness.spec;
    expect(await diskBytes()).toBe(diskLimitBytes);
    const larger = { diskLimitBytes: diskLimitBytes + GIB };
    await subject().provision(larger);
    expect(await diskBytes()).toBe(larger.diskLimitBytes);
    await expect(subject().provision()).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringMatching(/./),
    });
    expect(await diskBytes()).toBe(larger.diskLimitBytes);
    Object.assign(harness.spec, larger);
    await subject().provision();
  });

  it('starts nothing where it is told to stop before it began', async () => {
    const { driver } = subject();
    await subject().provision();
    await expect(subject().start(abortWith(new Error('not wanted any more')))).rejects.toThrow();
    expect(await driver.inspect()).toBe('stopped');
    expect(await driver.adopt()).toBeUndefined();
  });
}
