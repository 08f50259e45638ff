import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** Bundles what runs in Node: our own code only, dependencies stay in node_modules. */
export default defineConfig({
  publicDir: false,
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
