#!/usr/bin/env node
/**
 * Makes the tray's pictures of tray/tray.svg, and the app's icon for each system of icon.svg, with a headless Chromium:
 * `npm run icons`. They are kept in the repository, so that a build needs no browser. PIER_CHROMIUM names one.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { icnsFile, icoFile } from './icon-files.mjs';

const STATES = ['stopped', 'starting', 'running', 'paused', 'failed'];
/** By the end of a file's name. macOS colours a template itself, and wants black. */
const LOOKS = {
  Template: { colour: '#000000', failed: '#000000' },
  '-light': { colour: '#1b2733', failed: '#c92a2a' },
  '-dark': { colour: '#ffffff', failed: '#ff6b6b' },
};
/** In points; macOS and Windows take them as they are, most of Linux scales the larger one. */
const SIZE = 16;
/** Of the app's own icon, in pixels: what systems have in their menus, docks and folders. */
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
/** Linux looks for the closest one below it. */
const LARGEST_OF_LINUX = 512;

const assets = import.meta.dirname;
const folder = join(assets, 'tray');
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
const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');
const pictures = [];
for (const size of APP_SIZES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${icon}`);
  pictures.push({ size, png: await page.screenshot({ omitBackground: true }) });
  await page.close();
}
await browser.close();
writeFileSync(join(assets, 'icon.png'), pictures.at(-1).png);
mkdirSync(join(assets, 'icons'), { recursive: true });
for (const { size, png } of pictures.filter((each) => each.size <= LARGEST_OF_LINUX)) {
  writeFileSync(join(assets, 'icons', `${size}x${size}.png`), png);
}
writeFileSync(join(assets, 'icon.icns'), icnsFile(pictures));
writeFileSync(join(assets, 'icon.ico'), icoFile(pictures));
