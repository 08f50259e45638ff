import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../electron/backend/log/logger.ts';
import { settingsSchema } from '../../electron/backend/settings/settings.ts';
import { selectDriver } from '../../electron/backend/vm/select-driver.ts';
import type { EngineEndpoint, VmDriver, VmSpec } from '../../vm/drivers/driver.ts';
import { pierCache, pierFiles } from '../../vm/files.ts';
import { bootStockGuest, ensureStockGuest } from '../fixtures/stock-guest.ts';

const GIB = 1024 ** 3;
const SPEC: VmSpec = {
  cpus: 2,
  memoryBytes: 2 * GIB,
  diskLimitBytes: 64 * GIB,
  swapBytes: GIB,
  hostname: 'pier',
};
const PAIRS = 3;
const LIMIT_SECONDS = 300;

/**
 * Seconds from the start of the machine to the first `/_ping` that answers: this VM, and a stock Debian guest with
 * systemd and the same Docker packages, taken in turns. The best of each are compared.
 */
export async function bench({ json }: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const stock = await ensureStockGuest(pierCache(), say);
  const home = await mkdtemp(join(tmpdir(), 'pier-bench-'));
  try {
    const driver = makeDriver(home);
    await driver.provision(SPEC, (step) => say(`${step.title} …`), new AbortController().signal);
    // The first boot formats the data disk and writes what later boots find: it is not the one users wait for daily.
    const first = await bootOurs(driver);
    say(`ours, first boot: ${first.seconds.toFixed(1)} s (${first.accelerator})`);
    const machine = machineLike(first.accelerator);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let pair = 1; pair <= PAIRS; pair++) {
      ours.push((await bootOurs(driver)).seconds);
      theirs.push(await bootStockGuest(stock, machine, LIMIT_SECONDS));
      say(`pair ${pair}: ours ${ours.at(-1)?.toFixed(1)} s, stock ${theirs.at(-1)?.toFixed(1)} s`);
    }
    // The best of each: what else runs on the computer only ever adds.
    const [oursSeconds, stockSeconds] = [Math.min(...ours), Math.min(...theirs)];
    const ratio = oursSeconds / stockSeconds;
    say(
      `ours ${oursSeconds.toFixed(2)} s, stock ${stockSeconds.toFixed(2)} s, ratio ${ratio.toFixed(3)} (to beat: 0.45)`,
    );
    return { bench: 'boot', ours_s: round(oursSeconds), stock_s: round(stockSeconds), ratio: round(ratio) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function makeDriver(home: string): VmDriver {
  return selectDriver({
    files: pierFiles(home),
    settings: settingsSchema.parse({}),
    cacheDir: pierCache(),
    log: silentLogger,
    env: { ...process.env, PIER_DRIVER: 'qemu' },
  });
}

/** The same accelerator, processors and memory for the peer. */
function machineLike(accelerator: string | undefined): string[] {
  const accel =
    accelerator === 'KVM' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi', '-cpu', 'max'];
  return [...accel, '-smp', String(SPEC.cpus), '-m', String(SPEC.memoryBytes / 1024 ** 2)];
}

async function bootOurs(driver: VmDriver): Promise<{ seconds: number; accelerator: string | undefined }> {
  const started = performance.now();
  const machine = await driver.start(SPEC, new AbortController().signal);
  const elapsed = () => (performance.now() - started) / 1000;
  try {
    while (!(await answersPing(machine.endpoint))) {
      if (elapsed() > LIMIT_SECONDS) throw new Error(`The machine did not answer within ${LIMIT_SECONDS} s.`);
      await sleep(50);
    }
    return { seconds: elapsed(), accelerator: machine.accelerator };
  } finally {
    // Gracefully, so that the next boot does not begin with a journal to replay.
    await machine.shutdown();
    const stopped = await Promise.race([machine.exited, sleep(60_000, undefined, { ref: false })]);
    if (!stopped) await machine.kill();
  }
}

function answersPing(endpoint: EngineEndpoint): Promise<boolean> {
  if (endpoint.kind !== 'tls') throw new Error('The machine’s engine should be behind TLS.');
  const { host, port, ca, cert, key } = endpoint;
  return new Promise((resolve) => {
    const request = get(
      { host, port, ca, cert, key, path: '/_ping', timeout: 2000, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

const round = (value: number): number => Number(value.toFixed(3));
