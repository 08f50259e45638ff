import type { Engine } from '../engine/engine.ts';
import type { ExtensionStore } from './extension-store.ts';
import { extensionFaults } from './image/extension-faults.ts';
import { ImageFiles } from './image/image-files.ts';
import type { ImageLeases } from './source/image-leases.ts';
import { obtainImage } from './source/obtain-image.ts';
import { WorkFolder } from './work-folder.ts';

export interface ExtensionValidatorOptions {
  store: ExtensionStore;
  engine: Engine;
  leases: ImageLeases;
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  /** Marks what is made on the engine. */
  owner: string;
}

/** Tells those who publish extensions what is wrong with an image. Nothing of it is run or kept. */
export class ExtensionValidator {
  readonly #options: ExtensionValidatorOptions;

  constructor(options: ExtensionValidatorOptions) {
    this.#options = options;
  }

  /** @throws AppError `image_pull_failed`, `engine_unreachable` and others; what is wrong with the image is no error */
  async validate(reference: string, signal: AbortSignal): Promise<{ image: string; faults: string[] }> {
    const { store, engine, leases, tagsOf, owner } = this.#options;
    const work = await WorkFolder.begin(store.files);
    try {
      const { image, lease, ...names } = await obtainImage(
        { kind: 'image', reference },
        { engine, leases, tagsOf, signal, note: (name) => work.note({ image: name }) },
      );
      try {
        const faults = await engine.use({ verb: 'validate', operand: names.reference }, (client) =>
          ImageFiles.use({ client, imageId: image.Id, owner, signal }, (files) =>
            extensionFaults(image, files),
          ),
        );
        return { image: names.reference, faults };
      } finally {
        await lease.release({ kept: false });
      }
    } finally {
      await work.end();
    }
  }
}
