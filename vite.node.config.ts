import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { recordPackages } from './electron/package/record-packages.ts';
import { UNBUNDLED } from './electron/package/unbundled.ts';

/**
 * Bundles what runs in Node, with what it needs of node_modules: to look for some hundred files of packages is half of
 * the time that a command takes. What has machine code, or asks for its own file's name, stays where it is.
 */
export default defineConfig({
  publicDir: false,
  plugins: [recordPackages('node')],
  ssr: { noExternal: true, external: ['electron', ...UNBUNDLED] },
  build: {
    outDir: 'dist/node',
    emptyOutDir: true,
    target: 'node20',
    ssr: true,
    minify: false,
    sourcemap: true,
    rollupOptions: {
      input: {
        main: resolve('electron/main.ts'),
        headless: resolve('electron/headless.ts'),
        cli: resolve('electron/cli/pier.ts'),
        'docker-credential-pier': resolve('electron/cli/docker-credential-pier.ts'),
      },
      external: [...builtinModules, /^node:/, 'electron'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
