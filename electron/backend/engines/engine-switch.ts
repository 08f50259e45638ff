import type { EnginesState } from '../../../shared/contract/engines.ts';
import { AppError, type ErrorData, toAppError } from '../../../shared/errors.ts';
import { OWN_ENGINE } from '../../../shared/model/own-engine.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Logger } from '../log/logger.ts';
import type { DockerContext } from './docker-contexts.ts';
import type { EngineRoom } from './engine-room.ts';
import {
  engineEntries,
  engineIdOf,
  requireContext,
  type ShownEngineFile,
  shownEngineFile,
} from './shown-engine.ts';

export interface EngineSwitchOptions {
  own: EngineRoom;
  /** The engines that docker's contexts name; without those that lead to Pier's own. */
  contexts: () => Promise<DockerContext[]>;
  /** Called with what is to be done after each change of them. Returns what ends it. */
  watch: (onChange: () => void) => () => void;
  /** @throws AppError */
  openRoom: (context: DockerContext) => Promise<EngineRoom>;
  /** Whether tasks run that may be of any room. */
  areTasksRunning: () => boolean;
  /** Where the choice is kept. */
  path: string;
  /** Tells people what happened without their doing. */
  notify: (notice: ErrorData) => void;
  log: Logger;
}

/** A room with who is in it. */
interface OpenRoom {
  readonly id: string;
  /** Of the context it was made of; empty for Pier's own. */
  readonly digest: string;
  readonly room: EngineRoom;
  connections: number;
  /** Settles when its engine answered first, or is known not to. */
  connected: Promise<void>;
}

/**
 * Which engine is shown. Each connection is led to the room of the engine that is shown when it is opened, and stays in
 * it: after a switch nothing that was begun works on another engine. A room ends when nobody is in it, no task runs and
 * no terminal is open. Pier's own is always there, and goes on as it is whichever is shown.
 */
export class EngineSwitch {
  readonly #options: EngineSwitchOptions;
  readonly #file: ShownEngineFile;
  readonly #changes = new Emitter<void>();
  readonly #own: OpenRoom;
  readonly #rooms = new Set<OpenRoom>();
  readonly #endWatch: () => void;
  #contexts: DockerContext[] = [];
  #shown: OpenRoom;
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(options: EngineSwitchOptions) {
    this.#options = options;
    this.#file = shownEngineFile(options.path, options.log);
    this.#own = {
      id: OWN_ENGINE,
      digest: '',
      room: options.own,
      connections: 0,
      connected: Promise.resolve(),
    };
    this.#shown = this.#own;
    this.#rooms.add(this.#own);
    options.own.about.onChange(() => this.#changed(this.#own));
    this.#endWatch = options.watch(() => void this.#inTurn(() => this.#contextsChanged()));
  }

  /** Goes back to what was shown last. Does not wait for it. Call once. */
  async init(): Promise<void> {
    this.#contexts = await this.#options.contexts();
    const id = (await this.#file.read())?.engine ?? OWN_ENGINE;
    if (id === OWN_ENGINE) return;
    try {
      await this.#show(requireContext(this.#contexts, id));
    } catch (thrown) {
      await this.#fallBack(id, toAppError(thrown));
    }
  }

  /** Called after each change of state(). */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** The room of the engine that is shown now, until `leave` is called. */
  enter(): { room: EngineRoom; leave: () => void } {
    return this.#enter(this.#shown);
  }

  /** @param room that who asks is in */
  state(room: EngineRoom): EnginesState {
    return {
      engines: engineEntries(this.#contexts),
      current: this.#shown.id,
      about: this.#shown.room.about.current(),
      isStale: room !== this.#shown.room,
    };
  }

  /**
   * Shows an engine and keeps the choice. Resolves when it answers, or is known not to.
   * @throws AppError context_not_found, context_invalid; what the disk refuses
   */
  async use(id: string): Promise<void> {
    const shown = await this.#inTurn(async () => {
      if (id === OWN_ENGINE) {
        this.#shown = this.#own;
      } else {
        this.#contexts = await this.#options.contexts();
        await this.#show(requireContext(this.#contexts, id));
      }
      this.#options.log.info('Another engine is shown.', { engine: id });
      this.#changes.emit();
      void this.#retire();
      await this.#file.write({ version: 1, engine: id });
      return this.#shown;
    });
    await shown.connected;
  }

  /** Ends all rooms but Pier's own. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#endWatch();
    this.#changes.clear();
    await this.#last;
    const others = [...this.#rooms].filter((each) => each !== this.#own);
    await Promise.allSettled(others.map(({ room }) => room.dispose()));
    this.#own.room.about.dispose();
  }

  /** Its file was removed. */
  forget(): void {
    this.#shown = this.#own;
    this.#changes.emit();
    void this.#retire();
  }

  #enter(entered: OpenRoom): { room: EngineRoom; leave: () => void } {
    entered.connections += 1;
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      entered.connections -= 1;
      void this.#retire();
    };
    return { room: entered.room, leave };
  }

  async #show(context: DockerContext): Promise<void> {
    const id = engineIdOf(context);
    const known = [...this.#rooms].find((each) => each.id === id && each.digest === context.digest);
    if (known) {
      this.#shown = known;
      return;
    }
    const room = await this.#options.openRoom(context);
    const opened: OpenRoom = { id, digest: context.digest, room, connections: 0, connected: room.connect() };
    room.about.onChange(() => this.#changed(opened));
    this.#rooms.add(opened);
    this.#shown = opened;
  }

  #changed(room: OpenRoom): void {
    if (room === this.#shown) this.#changes.emit();
  }

  /** A context was made, changed or removed. */
  async #contextsChanged(): Promise<void> {
    if (this.#disposed) return;
    const before = JSON.stringify(this.#contexts);
    this.#contexts = await this.#options.contexts();
    if (JSON.stringify(this.#contexts) === before) return;
    const { id, digest } = this.#shown;
    const context = this.#contexts.find((each) => engineIdOf(each) === id);
    if (this.#shown !== this.#own && context?.digest !== digest) {
      try {
        await this.#show(context ?? requireContext(this.#contexts, id));
        this.#options.log.info('The context of the engine that is shown has changed.', { engine: id });
      } catch (thrown) {
        await this.#fallBack(id, toAppError(thrown));
      }
    }
    this.#changes.emit();
    void this.#retire();
  }

  async #fallBack(id: string, reason: AppError): Promise<void> {
    this.#shown = this.#own;
    const why = reason.code === 'context_not_found' ? 'its docker context is gone' : reason.message;
    const notice = new AppError(
      reason.code,
      `The engine '${id}' was shown last: ${why.replace(/\.$/, '')}.`,
      'Pier shows its own engine instead. Choose another one in the list of engines.',
    ).toData();
    this.#options.log.warn(notice.message);
    this.#options.notify(notice);
    await this.#file.write({ version: 1, engine: OWN_ENGINE }).catch((error: unknown) => {
      this.#options.log.warn('The choice of an engine was not kept.', { error: String(error) });
    });
  }

  /** Ends rooms that nobody needs any more. One whose tasks may run is looked at again with the next change. */
  async #retire(): Promise<void> {
    if (this.#disposed || this.#options.areTasksRunning()) return;
    for (const each of [...this.#rooms]) {
      if (each === this.#own || each === this.#shown || each.connections > 0 || each.room.isInUse()) continue;
      this.#rooms.delete(each);
      await each.room.dispose().catch((error: unknown) => {
        this.#options.log.warn('The way to an engine did not end well.', {
          engine: each.id,
          error: String(error),
        });
      });
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch((error: unknown) => {
      this.#options.log.debug('A change of engines failed.', { error: String(error) });
    });
    return done;
  }
}
