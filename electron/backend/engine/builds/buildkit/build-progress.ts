import type { TaskHandle } from '../../../tasks/task-registry.ts';
import { LayerProgress } from '../../images/layer-progress.ts';
import { LayerReporter } from '../../images/report-layers.ts';
import { SpeedMeter } from '../../images/speed-meter.ts';
import type { SolveStatus, VertexStatus } from './solve-status.ts';

/** BuildKit reports many times a second; nobody can read more than this, in milliseconds. */
const REPORT_EVERY_MS = 200;
/** The Dockerfile and .dockerignore are sent too; they are nothing to wait for. */
const CONTEXT = /^transferring (?!dockerfile)/;

/** Tells a task how much of the folder was sent, and how far the layers of a base image are. */
export class BuildProgress {
  readonly #task: TaskHandle;
  readonly #layers = new LayerProgress('Pulling the base image');
  readonly #reporter: LayerReporter;
  /** Of what is there and not counted yet, in bytes. */
  readonly #sizes = new Map<string, number>();
  readonly #speed = new SpeedMeter();
  #toldAt = 0;

  constructor(task: TaskHandle) {
    this.#task = task;
    this.#reporter = new LayerReporter(task, this.#layers);
  }

  add({ statuses = [] }: SolveStatus): void {
    let layers = false;
    for (const status of statuses) {
      if (CONTEXT.test(status.id)) this.#addContext(status);
      else layers = this.#addLayer(status) || layers;
    }
    if (layers) this.#reporter.report();
  }

  /** What was not told yet, since something was a moment before. */
  end(): void {
    if (this.#layers.layers.size > 0) this.#reporter.report({ now: true });
  }

  #addContext({ current = 0, completed }: VertexStatus): void {
    if (completed) {
      this.#task.report({ currentBytes: undefined, bytesPerSecond: undefined });
    } else if (current > 0 && Date.now() - this.#toldAt >= REPORT_EVERY_MS) {
      this.#toldAt = Date.now();
      const bytesPerSecond = this.#speed.add(current);
      this.#task.report({ status: 'Sending the folder', currentBytes: current, bytesPerSecond });
    }
  }

  /** "sha256:…" while it is downloaded, "extracting sha256:…" after that. */
  #addLayer({ id, name, current, total, completed }: VertexStatus): boolean {
    const layer = /^(extracting )?sha256:([0-9a-f]{12})/.exec(id);
    if (!layer) return false;
    const [, extracting, short = ''] = layer;
    if (extracting) {
      this.#layers.add({ id: short, status: completed ? 'Pull complete' : 'Extracting' });
    } else if (name === 'downloading' && total) {
      this.#layers.add({
        id: short,
        status: 'Downloading',
        progressDetail: { current: current ?? 0, total },
      });
    } else if (total) {
      this.#sizes.set(short, total);
    }
    return this.#moved(short) || extracting !== undefined || name === 'downloading';
  }

  /**
   * Counts a layer that is there whole. That may be told before or after it is extracted; the manifest and the
   * configuration are there too, and never extracted.
   */
  #moved(id: string): boolean {
    const total = this.#sizes.get(id);
    const layer = this.#layers.layers.get(id);
    if (!total || !layer) return false;
    this.#sizes.delete(id);
    this.#layers.add({ id, status: 'Downloading', progressDetail: { current: total, total } });
    const isLater = layer.status !== 'Downloading';
    this.#layers.add({ id, status: isLater ? layer.status : 'Download complete' });
    return true;
  }
}
