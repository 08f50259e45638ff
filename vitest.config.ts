import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first: nothing long is left to run alone at the end. */
const LONGEST_FIRST = [
  'electron/host.vm',
  'vm/machine.vm',
  'shares/shares.vm',
  'vm/faults.vm',
  'ports/ports.vm',
  'qemu/conformance.vm',
  'electron/sleep.vm',
  'files/files.integration',
  'cli/pier.integration',
  'network/docker-cli.integration',
  'wsl2/wsl2-driver.integration',
  'wsl2/conformance.integration',
  'vz/vz-driver.integration',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST_FIRST.findIndex((name) => moduleId.includes(name));
      return place < 0 ? LONGEST_FIRST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/**
 * unit: no VM, no docker, no network. integration: a real dockerd on this host. vm: a real VM.
 * faults: the built product, with its machine, in trouble; not part of the gate, for it takes long.
 * compat: programs that were not written here, against Pier's socket and the bare engine; not part of the gate either.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,vm,electron,renderer,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{integration,vm,faults,compat}.test.ts', '**/node_modules/**'],
          // By itself it would leave one core out.
          maxWorkers: '100%',
          // The files of one worker share what they load, which takes half the time: none may leave a change in it.
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{shared,vm,electron}/**/*.integration.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has an engine of its own, and much of a test waits for it.
          maxWorkers: 3,
          // A busy computer makes a moment long: the gate names what needed it.
          retry: 1,
        },
      },
      {
        test: {
          name: 'vm',
          include: ['{vm,electron}/**/*.vm.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          // A machine uses one core, and much of a test waits.
          maxWorkers: 3,
          retry: 1,
        },
      },
      {
        test: {
          name: 'compat',
          include: ['e2e/compat/*.compat.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['e2e/faults/*.faults.test.ts'],
          testTimeout: 4 * 3_600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
