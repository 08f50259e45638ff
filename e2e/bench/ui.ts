import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test';
import { EngineClient } from '../../electron/backend/engine/engine-client.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { startDockerd } from '../fixtures/dockerd.ts';
import { externalEngine, startHost } from '../fixtures/headless-host.ts';
import { startListEngine } from '../fixtures/list-engine.ts';
import { quantile } from '../fixtures/quantile.ts';
import config from '../playwright.config.ts';

/** As many are made in a real engine; more, or another number, are those of a scripted one. */
const REAL_CONTAINERS = 1000;
const RENAMES = 60;
const EVENTS = 10_000;
const SCROLL_MS = 6000;

/**
 * The dashboard in Chromium on an engine with a thousand containers, or `--containers N`: from the arrival of the list
 * to its paint, from an event to its paint, scrolling, and memory over ten thousand events; where containers run, also
 * the order by processor time. Its floors are a person's, not a peer's: half a second, a tenth of one, a frame.
 */
export async function bench(options: {
  json: boolean;
  containers?: number | undefined;
}): Promise<Record<string, unknown>> {
  const say = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  const count = options.containers ?? REAL_CONTAINERS;
  say(`An engine with ${count} containers …`);
  const backing = await (options.containers === undefined ? realEngine(count) : scriptedEngine(count));
  const { engine, ids } = backing;
  const host = await startHost({ env: externalEngine(backing.socket) });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch(config.use?.launchOptions);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const cdp = await page.context().newCDPSession(page);
    // The loader of this file wraps named functions in a helper that the page does not have.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.addInitScript(watchPaint);
    await page.goto(host.url);
    const firstPaint = await page.evaluate(() => window.pierBench.firstPaint);
    const eventToPaint = await measureRenames(engine, page);
    const { longestTask, framesP95 } = await scroll(page);
    const sorted = backing.runs ? await sortByCpu(page) : undefined;
    const before = await heapBytes(cdp);
    await renameOften(engine, ids, EVENTS);
    await page.waitForTimeout(2000);
    const growth = (await heapBytes(cdp)) - before;
    const result = {
      bench: 'ui',
      containers: count,
      first_paint_ms: Math.round(firstPaint),
      event_to_paint_ms_p95: Math.round(quantile(eventToPaint, 0.95)),
      event_to_paint_ms_p50: Math.round(quantile(eventToPaint, 0.5)),
      longest_task_ms: Math.round(longestTask),
      frame_ms_p95: Math.round(framesP95),
      events: EVENTS,
      heap_growth_mb: Math.round((growth / 1e6) * 10) / 10,
      ...(sorted && {
        sorted_by_cpu_after_ms: Math.round(sorted.afterMs),
        sorted_longest_task_ms: Math.round(sorted.longestTask),
      }),
    };
    say(`first paint after the list arrived: ${result.first_paint_ms} ms (at most 500)`);
    say(
      `event to paint: p50 ${result.event_to_paint_ms_p50}, p95 ${result.event_to_paint_ms_p95} ms (at most 100)`,
    );
    say(
      `longest task while scrolling: ${result.longest_task_ms} ms (at most 50); frames p95 ${result.frame_ms_p95} ms`,
    );
    if (sorted)
      say(
        `sorted by processor time after ${result.sorted_by_cpu_after_ms} ms, longest task meanwhile and in the 15 s after: ${result.sorted_longest_task_ms} ms`,
      );
    say(`heap after ${EVENTS} events: ${result.heap_growth_mb} MB more`);
    return result;
  } finally {
    await browser?.close();
    await host.stop();
    await backing.stop();
  }
}

interface Backing {
  socket: string;
  engine: EngineClient;
  ids: readonly string[];
  /** Whether some of them run. */
  runs: boolean;
  stop(): Promise<void>;
}

async function realEngine(count: number): Promise<Backing> {
  const dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  const engine = new EngineClient(dockerd.endpoint);
  const ids = await createContainers(engine, count);
  const stop = async () => {
    engine.dispose();
    await dockerd.stop();
  };
  return { socket: dockerd.socket, engine, ids, runs: false, stop };
}

async function scriptedEngine(count: number): Promise<Backing> {
  const { socket, stop } = await startListEngine(count);
  const engine = new EngineClient({ kind: 'unix', path: socket });
  const all = await engine.json<{ Id: string }[]>({ path: '/containers/json', query: { all: true } });
  return {
    socket,
    engine,
    ids: all.map(({ Id }) => Id),
    runs: true,
    stop: () => {
      engine.dispose();
      return stop();
    },
  };
}

interface PaintWatch {
  /** Milliseconds from the list's arrival to the frame that shows it. */
  firstPaint: Promise<number>;
  /** When the text is painted, in milliseconds since the epoch. */
  painted(text: string): Promise<number>;
  longTasks: number[];
}

declare global {
  interface Window {
    pierBench: PaintWatch;
  }
}

/** Runs in the page before anything of it. */
function watchPaint(): void {
  const afterPaint = (then: () => void) => requestAnimationFrame(() => setTimeout(then));
  let arrived = 0;
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (!arrived && typeof data === 'string' && data.includes('"containers":[{'))
          arrived = performance.now();
      });
    }
  };
  const firstPaint = new Promise<number>((resolve) => {
    const look = () => {
      if (document.querySelector('[data-id]')) afterPaint(() => resolve(performance.now() - arrived));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const longTasks: number[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration);
  }).observe({ type: 'longtask' });
  const painted = (text: string) =>
    new Promise<number>((resolve) => {
      const look = () => {
        if (document.querySelector(`[data-name="${text}"]`)) afterPaint(() => resolve(Date.now()));
        else requestAnimationFrame(look);
      };
      look();
    });
  window.pierBench = { firstPaint, painted, longTasks };
}

async function createContainers(engine: EngineClient, count: number): Promise<string[]> {
  const ids: string[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next++;
      const body = { Image: 'busybox', Cmd: ['true'] };
      const query = { name: `load-${index}` };
      const { Id } = await engine.json<{ Id: string }>({
        method: 'POST',
        path: '/containers/create',
        query,
        body,
      });
      ids[index] = Id;
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return ids;
}

/** From the engine's answer, which comes with its event, to the frame that shows the new name. */
async function measureRenames(engine: EngineClient, page: Page): Promise<number[]> {
  const id = (await page.locator('[data-id]').first().getAttribute('data-id')) ?? '';
  const times: number[] = [];
  for (let i = 0; i < RENAMES; i++) {
    // Sorted before all others of its second, so that it stays in sight.
    const name = `aa-${i}`;
    const painted = page.evaluate((text) => window.pierBench.painted(text), name);
    await rename(engine, id, name);
    const answered = Date.now();
    times.push((await painted) - answered);
  }
  return times;
}

async function rename(engine: EngineClient, id: string, name: string): Promise<void> {
  await engine.json({ method: 'POST', path: `/containers/${id}/rename`, query: { name } });
}

async function renameOften(engine: EngineClient, ids: readonly string[], count: number): Promise<void> {
  let next = 0;
  const work = async (worker: number) => {
    const id = ids[worker] ?? '';
    while (next < count) await rename(engine, id, `churn-${worker}-${next++}`);
  };
  await Promise.all(Array.from({ length: 4 }, (_, worker) => work(worker)));
}

async function scroll(page: Page): Promise<{ longestTask: number; framesP95: number }> {
  const frames = await page.evaluate(async (duration) => {
    const grid = document.querySelector('[role="grid"], [role="treegrid"]');
    const gaps: number[] = [];
    window.pierBench.longTasks.length = 0;
    const began = performance.now();
    let last = began;
    let step = 220;
    while (last - began < duration) {
      await new Promise(requestAnimationFrame);
      if (!grid) break;
      const before = grid.scrollTop;
      grid.scrollTop += step;
      if (grid.scrollTop === before) step = -step;
      const now = performance.now();
      gaps.push(now - last);
      last = now;
    }
    return gaps;
  }, SCROLL_MS);
  const longTasks = await page.evaluate(() => window.pierBench.longTasks);
  return { longestTask: Math.max(0, ...longTasks), framesP95: quantile(frames, 0.95) };
}

/** Until the first order by processor time, and the tasks of the rounds after it. */
async function sortByCpu(page: Page): Promise<{ afterMs: number; longestTask: number }> {
  await page.evaluate(() => {
    window.pierBench.longTasks.length = 0;
  });
  const began = Date.now();
  const header = page.getByRole('columnheader', { name: 'CPU' });
  await header.getByRole('button').click();
  await page.mouse.move(2, 2);
  await header.locator('[data-busy="false"]').waitFor({ state: 'attached', timeout: 60_000 });
  const afterMs = Date.now() - began;
  await page.waitForTimeout(15_000);
  const longTasks = await page.evaluate(() => window.pierBench.longTasks);
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  return { afterMs, longestTask: Math.max(0, ...longTasks) };
}

async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await cdp.send('Runtime.getHeapUsage')) as { usedSize: number };
  return usedSize;
}
