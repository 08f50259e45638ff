import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { recordPackages } from './electron/package/record-packages.ts';

/** The preload script: a sandboxed one is CommonJS in one file. */
export default defineConfig({
  publicDir: false,
  plugins: [recordPackages('preload')],
  build: {
    outDir: 'dist/preload',
    emptyOutDir: true,
    minify: false,
    lib: { entry: resolve('electron/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rollupOptions: { external: ['electron'] },
  },
});
