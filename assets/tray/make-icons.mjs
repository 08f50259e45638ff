#!/usr/bin/env node
/**
 * Makes the tray's PNG files of tray.svg, and icon.png of icon.svg, with a headless Chromium: `npm run icons`. They are kept in the repository, so
 * that a build needs no browser. PIER_CHROMIUM names one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';

const STATES = ['stopped', 'starting', 'running', 'paused', 'failed'];
/** By the end of a file's name. macOS colours a template itself, and wants black. */
const LOOKS = {
  Template: { colour: '#000000', failed: '#000000' },
  '-light': { colour: '#1b2733', failed: '#c92a2a' },
  '-dark': { colour: '#ffffff', failed: '#ff6b6b' },
};
/** In points; macOS and Windows take them as they are, most of Linux scales the larger one. */
const SIZE = 16;
/** Of the app's own icon: electron-builder makes all others of it. */
const APP_SIZE = 1024;

const folder = import.meta.dirname;
const svg = readFileSync(join(folder, 'tray.svg'), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.PIER_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const scale of [1, 2]) {
  const page = await browser.newPage({
    viewport: { width: SIZE, height: SIZE },
    deviceScaleFactor: scale,
  });
  for (const state of STATES) {
    for (const [look, { colour, failed }] of Object.entries(LOOKS)) {
      await page.setContent(`<style>
        body { margin: 0; color: ${colour} }
        svg { display: block; width: ${SIZE}px; height: ${SIZE}px }
        .mark:not(.${state}) { display: none }
        .failed { stroke: ${failed} }
        ${state === 'stopped' ? '.letter { opacity: 0.55 }' : ''}
      </style>${svg}`);
      const png = await page.screenshot({ omitBackground: true });
      writeFileSync(join(folder, `${state}${look}${scale === 1 ? '' : `@${scale}x`}.png`), png);
    }
  }
}
const page = await browser.newPage({ viewport: { width: APP_SIZE, height: APP_SIZE } });
const icon = readFileSync(join(folder, '../icon.svg'), 'utf8');
await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${icon}`);
writeFileSync(join(folder, '../icon.png'), await page.screenshot({ omitBackground: true }));
await browser.close();
