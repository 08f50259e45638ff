import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { recordPackages } from './electron/package/record-packages.ts';

/** The renderer: served by the desktop app under app:// and by the headless host over HTTP. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react(), recordPackages('renderer')],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // The content security policy knows no `data:` for fonts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
