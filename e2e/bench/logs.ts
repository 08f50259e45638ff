import { readFileSync } from 'node:fs';
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { startDockerd } from '../fixtures/dockerd.ts';
import { externalEngine, startHost } from '../fixtures/headless-host.ts';
import { NEEDLE, NEEDLE_EVERY, startLogEngine } from '../fixtures/log-engine.ts';
import { quantile } from '../fixtures/quantile.ts';
import { PierPage } from '../pages/pier-page.ts';
import config from '../playwright.config.ts';

const RATE = 100_000;
const WARM_UP_MS = 3000;
const DURATION_MS = 30_000;
/** How many lines a real dockerd has to give from its disk. */
const STORED_LINES = 1_000_000;
const STORED_LIMIT_MS = 120_000;
/** Of the text of lines in the bench's log: an expression that fits one in four. */
const EXPRESSION = 'job \\d+ of queue (mail|print)';

/**
 * A log of 100,000 lines a second for half a minute in Chromium: from the engine's stream over the backend to the view.
 * The engine is a scripted one: a dockerd reads little more than that many from its disk, and not while it also has to
 * write them beside a browser; how fast a real one's log comes into the view is measured after it. Floors: every line taken, 50 frames a second, a million lines kept and searched.
 */
export async function bench(options: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const engine = await startLogEngine();
  const host = await startHost({ env: externalEngine(engine.socket) });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch(config.use?.launchOptions);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // What runs the bench names functions by a helper, which the page does not have.
    await page.addInitScript('globalThis.__name = (value) => value');
    const cdp = await page.context().newCDPSession(page);
    const pier = new PierPage(page);
    await pier.open(host.url);
    await page.goto(`${new URL(host.url).origin}/#/containers/flood/logs`);
    await pier.logs.view.waitFor();
    engine.setRate(RATE);
    await page.waitForTimeout(WARM_UP_MS);
    const sentBefore = engine.sent();
    const flood = await measureFlood(page, { ms: DURATION_MS });
    const sent = engine.sent();
    const behind = sent - (await lastNumber(page));
    engine.setRate(0);
    await settle(page);
    const total = await lastNumber(page);
    const lost = await page.getByText('lines were left out').count();
    const kept = await keptLines(page);
    const memory = await memoryOf(browser, cdp);
    const plain = await search(page, NEEDLE, `${needlesIn(total, kept)} lines`);
    const found = Math.floor(kept / 4)
      .toLocaleString('en')
      .slice(0, -4);
    const regex = await search(page, `/${EXPRESSION}/`, found);
    const after = await memoryOf(browser, cdp);
    const result: Record<string, string | number> = {
      bench: 'logs',
      lines_per_s: Math.round(flood.linesPerSecond),
      fps_p5: round(quantile(flood.framesPerSecond, 0.05)),
      lines_kept: kept,
      heap_mb: Math.round(Math.max(memory.heap, after.heap)),
      seconds: DURATION_MS / 1000,
      written_per_s: Math.round((sent - sentBefore) / (DURATION_MS / 1000)),
      frame_ms_p95: round(quantile(flood.gaps, 0.95)),
      longest_task_ms: Math.round(Math.max(0, ...flood.longTasks)),
      lines_behind: behind,
      gaps_shown: lost,
      renderer_rss_mb: Math.round(after.rss),
      search_ms: Math.round(plain),
      regex_search_ms: Math.round(regex),
      engine: 'scripted',
    };
    await page.close();
    Object.assign(result, await stored(browser));
    say(
      `${result.lines_per_s} lines/s for ${result.seconds} s (at least ${RATE}); ${behind} behind at the end`,
    );
    say(`frames: p5 ${result.fps_p5}/s by the second (at least 50), p95 ${result.frame_ms_p95} ms apart`);
    say(`longest task: ${result.longest_task_ms} ms`);
    say(`kept: ${kept} lines in ${result.heap_mb} MB of heap; the renderer has ${result.renderer_rss_mb} MB`);
    say(`dockerd, a million lines from its disk: ${result.dockerd_read_per_s} lines/s into the view`);
    say(`search of all: ${result.search_ms} ms plain, ${result.regex_search_ms} ms by expression`);
    return result;
  } finally {
    await browser?.close();
    await host.stop();
    await engine.stop();
  }
}

/** A real dockerd with a log of a million lines on its disk, all of it read into the view as fast as it comes. */
async function stored(browser: Browser): Promise<Record<string, number>> {
  const dockerd = await startDockerd();
  const host = await startHost({ env: externalEngine(dockerd.socket) });
  try {
    await importBusybox(dockerd.docker);
    const line =
      'INFO  request served path=/api/items/4711 status=200 duration=12ms bytes=18233 client=10.3.0.8';
    const script = `yes "${line}" | head -n ${STORED_LINES}`;
    const began = performance.now();
    await dockerd.docker.run(['run', '-d', '--name', 'stored', 'busybox', 'sh', '-c', script]);
    await dockerd.docker.run(['wait', 'stored']);
    const written = STORED_LINES / ((performance.now() - began) / 1000);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript('globalThis.__name = (value) => value');
    await page.goto(host.url);
    await page.goto(`${new URL(host.url).origin}/#/containers/stored/logs`);
    await page.locator('[data-testid=log] [data-number]').first().waitFor();
    await page.getByTestId('log').focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: 'Load older lines' }).click();
    await page.getByRole('button', { name: 'Jump to newest' }).click();
    const read = await measureFlood(page, { ms: STORED_LIMIT_MS, lines: STORED_LINES });
    return {
      dockerd_written_per_s: Math.round(written),
      dockerd_read_per_s: Math.round(read.linesPerSecond),
      dockerd_frame_ms_p95: round(quantile(read.gaps, 0.95)),
    };
  } finally {
    await host.stop();
    await dockerd.stop();
  }
}

interface Flood {
  linesPerSecond: number;
  framesPerSecond: number[];
  /** Between two frames, in milliseconds. */
  gaps: number[];
  longTasks: number[];
}

/** Runs in the page: frames as they come, and how far the log got meanwhile. */
function measureFlood(page: Page, until: { ms: number; lines?: number }): Promise<Flood> {
  return page.evaluate(async ({ ms, lines: wanted = Number.POSITIVE_INFINITY }) => {
    const lines = () =>
      Number(
        document.querySelector('[data-testid=log] [data-number]:last-child')?.getAttribute('data-number'),
      );
    const longTasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longTasks.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    const began = performance.now();
    const firstLine = lines() || 0;
    const gaps: number[] = [];
    const framesPerSecond = Array.from({ length: Math.floor(ms / 1000) }, () => 0);
    let last = began;
    while (last - began < ms && (lines() || 0) + 1 < wanted) {
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
      const second = Math.floor((now - began) / 1000);
      if (framesPerSecond[second] !== undefined) framesPerSecond[second] += 1;
    }
    observer.disconnect();
    const linesPerSecond = ((lines() - firstLine) * 1000) / (performance.now() - began);
    return { linesPerSecond, framesPerSecond, gaps, longTasks };
  }, until);
}

function lastNumber(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      Number(
        document.querySelector('[data-testid=log] [data-number]:last-child')?.getAttribute('data-number'),
      ) + 1,
  );
}

/** Waits until no more lines come. */
async function settle(page: Page): Promise<void> {
  let before = -1;
  for (let now = await lastNumber(page); now !== before; now = await lastNumber(page)) {
    before = now;
    await page.waitForTimeout(500);
  }
}

/** As the view tells it. */
async function keptLines(page: Page): Promise<number> {
  const note = await page.getByText(/The newest [\d,]+ lines/).textContent();
  return Number(/newest ([\d,]+) lines/.exec(note ?? '')?.[1]?.replaceAll(',', ''));
}

function needlesIn(total: number, kept: number): number {
  return Math.floor((total - 1) / NEEDLE_EVERY) - Math.floor((total - kept - 1) / NEEDLE_EVERY);
}

/** Milliseconds from the text to the count of all its matches. */
async function search(page: Page, text: string, count: string): Promise<number> {
  const input = page.getByLabel('Search the log');
  await input.fill('');
  const began = performance.now();
  await input.fill(text);
  await page.getByRole('status').filter({ hasText: count }).waitFor();
  await page.waitForFunction(() => !document.querySelector('search[data-searching]'));
  return performance.now() - began;
}

/** In megabytes: the page's heap with its buffers, and all its process has of the machine. */
async function memoryOf(browser: Browser, cdp: CDPSession): Promise<{ heap: number; rss: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const usage = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1000);
  return { heap: (usage.usedSize + (usage.backingStorageSize ?? 0)) / 1e6, rss: Math.max(...sizes) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
