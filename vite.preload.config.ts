import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The preload script: a sandboxed one is CommonJS in one file. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/preload',
    emptyOutDir: true,
    minify: false,
    lib: { entry: resolve('electron/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rollupOptions: { external: ['electron'] },
  },
});
