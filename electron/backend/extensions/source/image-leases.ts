import type { Engine } from '../../engine/engine.ts';
import { imagePath } from '../../engine/images/image-path.ts';
import { inspectImage } from '../../engine/images/inspect-image.ts';
import type { Logger } from '../../log/logger.ts';

/** An image that somebody works with. */
export interface ImageLease {
  readonly imageId: string;
  /** Whether it came to the engine for an extension. */
  readonly isOurs: boolean;
  /** Idempotent. What is ours and nobody has kept goes with the last. @param kept it belongs to an extension now */
  release(options: { kept: boolean }): Promise<void>;
}

interface Entry {
  references: Set<string>;
  leases: number;
  kept: boolean;
}

/** Images that came to the engine for extensions: those that were just looked at go again. */
export class ImageLeases {
  readonly #engine: Engine;
  readonly #log: Logger;
  /** Ours, by their ids. */
  readonly #ours = new Map<string, Entry>();

  constructor(options: { engine: Engine; log: Logger }) {
    this.#engine = options.engine;
    this.#log = options.log;
  }

  /** @param isNew whether it was not on the engine before */
  take(imageId: string, options: { reference: string; isNew: boolean }): ImageLease {
    if (options.isNew && !this.#ours.has(imageId)) {
      this.#ours.set(imageId, { references: new Set(), leases: 0, kept: false });
    }
    const entry = this.#ours.get(imageId);
    if (entry) {
      entry.leases += 1;
      entry.references.add(options.reference);
    }
    let isReleased = false;
    return {
      imageId,
      isOurs: entry !== undefined,
      release: async ({ kept }) => {
        if (!entry || isReleased) return;
        isReleased = true;
        entry.leases -= 1;
        entry.kept ||= kept;
        if (entry.leases > 0) return;
        this.#ours.delete(imageId);
        if (!entry.kept) for (const reference of entry.references) await this.remove(reference, imageId);
      },
    };
  }

  /**
   * Takes an image off the engine, unless something else uses it. Its name may be of another one by now, which a person
   * built: that stays. Never rejects. @param imageId what the name meant, where that is known
   * @returns whether the image is gone
   */
  async remove(reference: string, imageId: string | undefined): Promise<boolean> {
    try {
      return await this.#engine.use({ verb: 'remove', operand: reference }, async (client) => {
        const named = imageId === undefined ? undefined : await inspectImage(client, reference);
        let name: string | undefined = reference;
        if (imageId !== undefined && named?.Id !== imageId) {
          // Under another name it is a person's.
          const left = await inspectImage(client, imageId);
          name = left && (left.RepoTags ?? []).length === 0 ? imageId : undefined;
        }
        if (name !== undefined) await client.json({ method: 'DELETE', path: imagePath(name) });
        return name !== undefined;
      });
    } catch (error) {
      this.#log.debug('An image of an extension stays.', { reference, error: String(error) });
      return false;
    }
  }
}
