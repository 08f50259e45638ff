import { defineConfig } from 'vitest/config';

/**
 * unit: no VM, no docker, no network. integration: a real dockerd on this host. vm: a real VM, one at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,vm,electron,renderer,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts', '**/*.vm.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['{shared,vm,electron}/**/*.integration.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has an engine of its own.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'vm',
          include: ['{vm,electron}/**/*.vm.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
