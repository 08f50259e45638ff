import type { DriverName, RunningVm, VmDriver, VmSpec } from '../driver.ts';

/** One installation of a driver, and what a test must be able to do to it from outside. */
export interface DriverHarness {
  /** The driver over this installation: another object each time, as each backend has its own. */
  newDriver(): VmDriver;
  /** What machines are started with. Small, and with `sharedFolders` where the driver shares folders. */
  spec: VmSpec;
  /** Ends a machine as a crash does, behind the driver's back. Resolves when it is on its way. */
  crash(vm: RunningVm): void | Promise<void>;
  /**
   * Everything on this computer that destroy() has to remove, by name, with a mark that changes when it is written anew.
   * Nothing that belongs to others, as an image in a cache.
   */
  belongings(): Promise<Record<string, string>>;
  /** True where provision() tells steps that take a moment: it can be cancelled in between. */
  provisionsInSteps: boolean;
  /** The size that a guest sees of its data disk. Absent where nothing limits it. */
  diskBytes?(): Promise<number>;
  /** Has the guest power itself off. Absent where that would need another boot. */
  powerOff?(vm: RunningVm): Promise<void>;
  /** A folder of this computer that can be shared: named in the spec where the driver shares none while it runs. */
  folder?: string;
  /** The port of the guest behind which its engine answers as at the endpoint: a forwarded port is tried with it. */
  enginePort?: number;
  /** Ends what is left, and removes it. */
  close(): Promise<void>;
}

export interface ConformanceOptions {
  driver: DriverName;
  /** Called once, before the first case. */
  makeHarness(): DriverHarness | Promise<DriverHarness>;
}
