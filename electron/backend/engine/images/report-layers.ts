import type { TaskHandle } from '../../tasks/task-registry.ts';
import type { LayerProgress } from './layer-progress.ts';
import { SpeedMeter } from './speed-meter.ts';

/** The engine reports many times a second; nobody can read more than this, in milliseconds. */
const REPORT_EVERY_MS = 100;

/** Tells a task how far the layers of a pull or push are. */
export class LayerReporter {
  readonly #task: TaskHandle;
  readonly #progress: LayerProgress;
  readonly #speed = new SpeedMeter();
  readonly #told = new Map<string, string>();
  #reportedAt = 0;

  constructor(task: TaskHandle, progress: LayerProgress) {
    this.#task = task;
    this.#progress = progress;
  }

  /** Tells what is new, unless it was told a moment ago. */
  report(options: { now: boolean } = { now: false }): void {
    if (!options.now && Date.now() - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = Date.now();
    const { layers, bytes, status } = this.#progress;
    for (const layer of layers.values()) {
      const text = JSON.stringify(layer);
      if (this.#told.get(layer.id) === text) continue;
      this.#told.set(layer.id, text);
      this.#task.item({ ...layer, label: layer.id });
    }
    this.#task.report({
      status,
      ...(bytes ? { ...bytes, bytesPerSecond: this.#speed.add(bytes.currentBytes) } : {}),
    });
  }
}

/** Reports what is pulled, from when it begins. */
export function pullReporter(task: TaskHandle): (progress: LayerProgress) => void {
  let reporter: LayerReporter | undefined;
  return (progress) => {
    reporter ??= new LayerReporter(task, progress);
    reporter.report();
  };
}
