import { pipeline } from 'node:stream/promises';
import type { ImageAnalysis, LayerFile } from '../../../../shared/contract/image-layers.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskRegistry } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { ApiImageDetail } from '../engine-api.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { countBytes } from '../images/count-bytes.ts';
import { imagePath, imageTitle } from '../images/image-path.ts';
import { analyseLayers } from './analyse-layers.ts';
import { type FilesQuery, LayerView } from './layer-view.ts';
import { PathTree } from './path-tree.ts';
import { readSavedImage, type SavedLayer } from './saved-image.ts';

/** About 100 bytes each. */
const PATHS_LIMIT = 2_000_000;
/** Over all analyses that are remembered; the newest is, however large. */
const PATHS_KEPT = 2_000_000;
const ANALYSES_KEPT = 5;

interface Kept {
  analysis: ImageAnalysis;
  tree: PathTree;
  layers: SavedLayer[];
  /** The view that was asked for last. */
  view?: { layer: number; view: LayerView };
}

/** What is in the layers of the images that were looked at of late. */
export class LayerAnalyses {
  readonly #engine: Engine;
  readonly #tasks: TaskRegistry;
  /** The one that was used last comes last. */
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Map<string, string>();

  constructor(options: { engine: Engine; tasks: TaskRegistry }) {
    this.#engine = options.engine;
    this.#tasks = options.tasks;
  }

  find(id: string): ImageAnalysis | null {
    return this.#use(id)?.analysis ?? null;
  }

  /** @throws AppError `image_not_found` and others */
  async start(id: string, signal: AbortSignal): Promise<{ taskId: string }> {
    const image = await this.#engine.use({ verb: 'look into', operand: imageTitle(id) }, (client) =>
      client.json<ApiImageDetail>({ path: imagePath(id, '/json'), signal }),
    );
    const running = this.#running.get(id);
    if (running) return { taskId: running };
    const subject = imageTitle(id, image.RepoTags ?? []);
    const started = this.#tasks.start(
      { kind: 'image-layers', title: `Look into the layers of ${subject}`, subject },
      async (task) => {
        try {
          const kept = await this.#read(id, subject, image.Size, task);
          this.#kept.set(id, kept);
          this.#letGo();
          return { status: `${kept.analysis.layers.length} layers` };
        } finally {
          this.#running.delete(id);
        }
      },
    );
    this.#running.set(id, started.taskId);
    return started;
  }

  /** @throws AppError `bad_input` where there is no analysis, no such layer or no such folder */
  files(id: string, query: FilesQuery & { layer: number }): { files: LayerFile[]; total: number } {
    const kept = this.#use(id);
    const isLayer = kept && query.layer < kept.layers.length;
    if (!kept || !isLayer) {
      throw new AppError(
        'bad_input',
        `Cannot show layer ${query.layer} of '${imageTitle(id)}': ${kept ? 'there is none' : 'its layers were not read'}.`,
        'Look into the layers of the image first.',
      );
    }
    if (kept.view?.layer !== query.layer) {
      const entries = kept.layers.slice(0, query.layer + 1).map((layer) => layer.entries);
      kept.view = { layer: query.layer, view: new LayerView(kept.tree, entries) };
    }
    const found = kept.view.view.files(query);
    if (found) return found;
    throw new AppError(
      'bad_input',
      `Cannot show '${query.path}': the image has no such folder.`,
      'Go back to the folder above.',
    );
  }

  async #read(id: string, subject: string, size: number, task: TaskHandle): Promise<Kept> {
    const attempt = { verb: 'look into', operand: subject };
    return this.#engine.use(attempt, async (client) => {
      task.report({ status: 'The engine packs the image', currentBytes: 0, totalBytes: size });
      const answer = await client.open({ path: imagePath(id, '/get'), signal: task.signal });
      const counter = countBytes(task, 'Reading the layers');
      // A failure reaches whoever reads the counter.
      pipeline(answer, counter).catch(() => {});
      const tree = new PathTree(PATHS_LIMIT);
      try {
        const layers = await readSavedImage(counter, tree);
        return { analysis: analyseLayers(tree, layers), tree, layers };
      } catch (error) {
        task.signal.throwIfAborted();
        if (error instanceof EngineHttpError || (error as NodeJS.ErrnoException).code === 'ECONNRESET')
          throw error;
        throw new AppError(
          'engine_error',
          `Cannot look into '${subject}': ${(error as Error).message}.`,
          'Its history still tells the sizes of its layers.',
          { cause: error },
        );
      }
    });
  }

  #use(id: string): Kept | undefined {
    const kept = this.#kept.get(id);
    if (!kept) return undefined;
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    return kept;
  }

  #letGo(): void {
    let paths = 0;
    const newestFirst = [...this.#kept].reverse();
    newestFirst.forEach(([id, { tree }], index) => {
      paths += tree.size;
      if (index > 0 && (paths > PATHS_KEPT || index >= ANALYSES_KEPT)) this.#kept.delete(id);
    });
  }
}
