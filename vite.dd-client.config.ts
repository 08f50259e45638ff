import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { recordPackages } from './electron/package/record-packages.ts';

/** What makes `window.ddClient` in the pages of extensions: one classic script, before every script of the page. */
export default defineConfig({
  publicDir: false,
  plugins: [recordPackages('dd-client')],
  build: {
    outDir: 'dist/dd-client',
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: resolve('shared/dd-client/page/install.ts'),
      formats: ['iife'],
      name: 'pierExtensionPage',
      fileName: () => 'dd-client.js',
    },
  },
});
