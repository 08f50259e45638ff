import { Transform } from 'node:stream';
import type { TaskHandle } from '../../tasks/task-registry.ts';
import { SpeedMeter } from './speed-meter.ts';

/** Nobody can read more often than this, in milliseconds. */
const REPORT_EVERY_MS = 200;

/** Passes everything on, and tells the task how much it was. */
export function countBytes(task: TaskHandle, status: string): Transform {
  const speed = new SpeedMeter();
  let bytes = 0;
  let reportedAt = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      bytes += chunk.length;
      if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
        reportedAt = Date.now();
        task.report({ status, currentBytes: bytes, bytesPerSecond: speed.add(bytes) });
      }
      callback(undefined, chunk);
    },
    flush(callback) {
      task.report({ currentBytes: bytes });
      callback();
    },
  });
}
