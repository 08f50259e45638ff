import type {
  ExtensionPermissions,
  ExtensionPreview,
  ExtensionSource,
} from '../../../shared/contract/extensions.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { EXTENSION_API_VERSION, isApiSupported } from '../../../shared/model/extension-api-version.ts';
import { extensionId } from '../../../shared/model/extension-id.ts';
import type { Engine } from '../engine/engine.ts';
import type { LayerProgress } from '../engine/images/layer-progress.ts';
import { pullReporter } from '../engine/images/report-layers.ts';
import type { Logger } from '../log/logger.ts';
import type { TaskHandle, TaskOutcome } from '../tasks/task-registry.ts';
import type { ExtensionBackends } from './backend/extension-backends.ts';
import type { ExtensionCompose } from './backend/extension-compose.ts';
import { labelDetails } from './catalogue/label-details.ts';
import type { ExtensionFolder } from './extension-files.ts';
import { changedSince, type ExtensionRecord, sharesProject } from './extension-record.ts';
import { type ExtensionStore, writeRecord } from './extension-store.ts';
import { iconData } from './icon-data.ts';
import { assembleExtension, type ExtensionContent } from './image/assemble-extension.ts';
import { extensionInvalid } from './image/extension-invalid.ts';
import type { ImageLeases } from './source/image-leases.ts';
import { type ObtainedImage, obtainImage } from './source/obtain-image.ts';
import { WorkFolder } from './work-folder.ts';

export interface ExtensionInstallerOptions {
  store: ExtensionStore;
  engine: Engine;
  compose: ExtensionCompose;
  backends: ExtensionBackends;
  leases: ImageLeases;
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  /** Whether extensions are on at all: else nothing of them is started. */
  areOn: () => boolean;
  /** Marks what is made on the engine. */
  owner: string;
  log: Logger;
}

export interface InstallRequest {
  source: ExtensionSource;
  /** The image that a person was shown: another one is refused. */
  imageId?: string | undefined;
  /** Without them: as they were, else all of them. */
  permissions?: ExtensionPermissions | undefined;
  /** Only in place of an extension that is there, whose present image is not taken for new. */
  updates?: ExtensionRecord | undefined;
}

/** With them the extensions that people have work. */
const ALL: ExtensionPermissions = { dockerCommands: true, hostPrograms: true };

/** Brings extensions here. What does not get to its end leaves nothing, and what was there before as it was. */
export class ExtensionInstaller {
  readonly #options: ExtensionInstallerOptions;

  constructor(options: ExtensionInstallerOptions) {
    this.#options = options;
  }

  /**
   * Looks at an extension without installing it: `show` is called with what it is, and what came here for that goes when
   * it has resolved. @param options.updates as for install() @throws AppError
   */
  async look(
    source: ExtensionSource,
    options: {
      signal: AbortSignal;
      onStatus: (status: string) => void;
      onPull: (progress: LayerProgress) => void;
      updates?: ExtensionRecord | undefined;
      show: (preview: ExtensionPreview) => Promise<void>;
    },
  ): Promise<void> {
    const { signal, show, updates } = options;
    const work = await WorkFolder.begin(this.#options.store.files);
    try {
      const isStale = updates && isUpdateOf(updates);
      const obtained = await this.#obtain(source, work, { ...options, isStale });
      try {
        options.onStatus('Reading the image');
        const { content, missingLabels } = await this.#assemble(obtained, work.next, signal);
        await show(await this.#preview(obtained, content, { folder: work.next, missingLabels }));
      } finally {
        await obtained.lease.release({ kept: false });
      }
    } finally {
      await work.end();
      await this.#options.backends.tidy();
    }
  }

  /** @param claim marks the extension as being worked on; throws where it is @throws AppError */
  async install(
    request: InstallRequest,
    task: TaskHandle,
    claim: (id: string) => void,
  ): Promise<TaskOutcome> {
    const { store } = this.#options;
    const { signal } = task;
    const work = await WorkFolder.begin(store.files);
    let isInstalled = false;
    try {
      const isStale = request.updates && isUpdateOf(request.updates);
      const reporters = {
        signal,
        onStatus: (status: string) => task.report({ status }),
        onPull: pullReporter(task),
        isStale,
      };
      const obtained = await this.#obtain(request.source, work, reporters);
      try {
        if (obtained.lease.isOurs) await work.note({ imageIds: { [obtained.reference]: obtained.image.Id } });
        const id = extensionId(obtained.reference);
        claim(id);
        const before = this.#check(request, obtained, id);
        task.report({ status: 'Reading the image', currentBytes: undefined, totalBytes: undefined });
        const { content } = await this.#assemble(obtained, work.next, signal);
        const other = sharesProject(content, store.all());
        if (other) throw nameTaken(obtained.reference, other, 'in projects of compose');
        const now = Date.now();
        const record: ExtensionRecord = {
          ...content,
          ownsImage: obtained.lease.isOurs || (before?.imageId === content.imageId && before.ownsImage),
          enabled: before?.enabled ?? true,
          permissions: request.permissions ?? before?.permissions ?? ALL,
          ...(before?.dev && { dev: before.dev }),
          installedAt: before?.installedAt ?? now,
          updatedAt: now,
        };
        const end = store.expect(id);
        try {
          await this.#takePlace(record, before, work, task);
        } finally {
          end();
        }
        isInstalled = true;
        return {
          status: before ? `Updated to ${record.version}` : 'Installed',
          result: { id, image: record.image },
        };
      } finally {
        await obtained.lease.release({ kept: isInstalled });
      }
    } finally {
      await work.end();
      if (!isInstalled) await this.#options.backends.tidy();
    }
  }

  async #obtain(
    source: ExtensionSource,
    work: WorkFolder,
    reporters: {
      signal: AbortSignal;
      onStatus: (status: string) => void;
      onPull: (progress: LayerProgress) => void;
      isStale?: ((image: { Id: string }) => boolean) | undefined;
    },
  ): Promise<ObtainedImage> {
    const { engine, leases, tagsOf } = this.#options;
    const { isStale, ...others } = reporters;
    return await obtainImage(source, {
      ...{ engine, leases, tagsOf },
      ...others,
      ...(isStale && { isStale }),
      note: (image) => work.note({ image }),
    });
  }

  async #assemble({ image, ...names }: ObtainedImage, folder: ExtensionFolder, signal: AbortSignal) {
    const { engine, owner, compose } = this.#options;
    const { reference, repository, version } = names;
    const id = extensionId(reference);
    return await engine.use({ verb: 'install', operand: reference }, async (client) => {
      const { Arch: arch, Os: os } = await client.json<{ Arch: string; Os: string }>({
        path: '/version',
        signal,
      });
      const { Os: imageOs = os, Architecture: imageArch = arch } = image;
      if (imageOs !== os || imageArch !== arch) {
        throw extensionInvalid(
          reference,
          `its image is for ${imageOs}/${imageArch}, and the engine is ${os}/${arch}`,
        );
      }
      return await assembleExtension({
        ...{ client, image, id, repository, version, reference, owner, folder, compose, signal },
      });
    });
  }

  /** What is there of its name. @throws AppError `extension_changed`, `extension_id_taken` */
  #check({ imageId }: InstallRequest, { image, repository, reference }: ObtainedImage, id: string) {
    if (imageId !== undefined && imageId !== image.Id) {
      const what = `Cannot install '${reference}': it is another image than the one that was shown.`;
      throw new AppError('extension_changed', what, 'Look at it again, then install it.');
    }
    const before = this.#options.store.find(id);
    if (before && before.repository !== repository) {
      throw nameTaken(reference, before, 'in folders');
    }
    return before;
  }

  /** @throws AppError; then what was there before is there again, and runs if it did */
  async #takePlace(
    record: ExtensionRecord,
    before: ExtensionRecord | undefined,
    work: WorkFolder,
    task: TaskHandle,
  ): Promise<void> {
    const { store, backends, leases, areOn } = this.#options;
    const { id, backend, enabled } = record;
    const place = store.files.of(id);
    task.signal.throwIfAborted();
    // A removal may have left volumes that somebody wants: what undoes this one leaves them too.
    const keep = backend && !before ? await backends.volumesOf(backend.project, task.signal) : [];
    await writeRecord(work.next, { ...record, pending: 'install', volumesBefore: keep });
    await work.note({ id, keep, ...(backend && { project: backend.project }) });
    const quiet = { ...task, signal: new AbortController().signal };
    let isSwapped = false;
    let whole = record;
    const runs = enabled && areOn();
    try {
      // Those that go on running are replaced one by one, and keep volumes without a name.
      if (before?.backend && !(runs && backend)) {
        task.report({ status: 'Removing the containers of the version before' });
        await backends.down(before.backend, { volumes: false }, task);
      }
      await work.swapIn(place);
      isSwapped = true;
      if (runs && backend) {
        task.report({ status: 'Starting its containers' });
        await backends.up(record, place, task);
      }
      task.signal.throwIfAborted();
      // What was forbidden meanwhile stays forbidden.
      whole = { ...record, ...changedSince(before, store.find(id)) };
      await writeRecord(place, whole);
      work.keep();
    } catch (error) {
      task.report({ status: 'Going back' });
      const comesBack = before?.backend && before.enabled && areOn();
      if (isSwapped) {
        if (backend && !comesBack)
          await this.#try(() => backends.down(backend, { volumes: !before, keep }, quiet));
        await work.swapBack(place);
        const now = store.find(id);
        if (now && now !== before) await this.#try(() => writeRecord(place, now));
      }
      if (comesBack) await this.#try(() => backends.up(before, place, quiet));
      throw error;
    }
    store.added(whole);
    const isOther = before && before.imageId !== record.imageId;
    if (isOther && before.ownsImage) await leases.remove(before.image, before.imageId);
  }

  async #preview(
    { image, lease: _, ...names }: ObtainedImage,
    content: ExtensionContent,
    found: { folder: ExtensionFolder; missingLabels: string[] },
  ): Promise<ExtensionPreview> {
    const { id, title, description, vendor, apiVersion, abilities, icon, details } = content;
    const ofId = this.#options.store.find(id);
    // Another one may have the same name in folders.
    const installed = ofId?.repository === content.repository ? ofId : undefined;
    const data = icon && (await iconData(found.folder.icon(icon)));
    return {
      ...names,
      ...{ id, title, description, vendor, apiVersion, abilities },
      details: details ?? labelDetails(undefined),
      image: names.reference,
      imageId: image.Id,
      sizeBytes: image.Size,
      isApiSupported: isApiSupported(apiVersion, EXTENSION_API_VERSION),
      missingLabels: found.missingLabels,
      ...(data && { icon: data }),
      ...(installed && {
        installed: {
          image: installed.image,
          imageId: installed.imageId,
          version: installed.version,
          permissions: installed.permissions,
          abilities: installed.abilities,
        },
      }),
    };
  }

  /** Of going back: what fails there must not stand before why it was needed. */
  async #try(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.warn('An install was not undone whole.', { error: toAppError(error).message });
    }
  }
}

function nameTaken(reference: string, { repository }: ExtensionRecord, where: string): AppError {
  const what = `Cannot install '${reference}': '${repository}' is installed, which has the same name ${where}.`;
  return new AppError('extension_id_taken', what, 'Remove that one first.');
}

/** An image that the engine has is an update where it is another one than what is installed. */
function isUpdateOf({ imageId }: ExtensionRecord): (image: { Id: string }) => boolean {
  return ({ Id: id }) => id === imageId;
}
