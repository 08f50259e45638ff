import { Transform } from 'node:stream';
import type { TaskHandle } from '../../tasks/task-registry.ts';

const REPORT_EVERY_MS = 200;
/** The speed is that of the last seconds. */
const SPEED_WINDOW_MS = 3000;

/** Passes bytes through and tells a task how many, and how fast. */
export function counted(task: TaskHandle, totalBytes?: number): Transform {
  let currentBytes = 0;
  let reportedAt = 0;
  const samples: { at: number; bytes: number }[] = [];
  const report = () => {
    const now = Date.now();
    samples.push({ at: now, bytes: currentBytes });
    while (samples[1] && now - (samples[0]?.at ?? now) > SPEED_WINDOW_MS) samples.shift();
    const [first = { at: now, bytes: 0 }] = samples;
    const seconds = (now - first.at) / 1000;
    task.report({
      currentBytes,
      // What was measured before may have grown.
      totalBytes: totalBytes === undefined || currentBytes > totalBytes ? undefined : totalBytes,
      bytesPerSecond: seconds > 0 ? (currentBytes - first.bytes) / seconds : undefined,
    });
    reportedAt = now;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      currentBytes += chunk.length;
      if (Date.now() - reportedAt >= REPORT_EVERY_MS) report();
      done(null, chunk);
    },
    flush(done) {
      report();
      done();
    },
  });
}
