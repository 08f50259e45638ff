import { Emitter } from '../../../vm/emitter.ts';
import type { Logger } from '../log/logger.ts';
import type { Engine } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import { ANSWER_TIMEOUT_MS, openEvents } from './follow-engine.ts';
import { jsonLines } from './json-lines.ts';

/** What was freed inside the engine. */
export type Freed = 'memory' | 'disk';

const FREES: Readonly<Record<string, Freed>> = {
  'container die': 'memory',
  'container destroy': 'disk',
  'container prune': 'disk',
  'image delete': 'disk',
  'image prune': 'disk',
  'volume destroy': 'disk',
  'volume prune': 'disk',
  'builder prune': 'disk',
};

type Labels = Readonly<Record<string, string>>;

/** What is not counted: the containers of extensions. */
export interface LeftOut {
  isOfBackend(labels: Labels): boolean;
  onChange(listener: () => void): () => void;
}

/** Which containers of an engine run, and when something of it is freed, by its events. One connection, no questions. */
export class EngineActivity {
  readonly #engine: Pick<Engine, 'follow'>;
  readonly #log: Logger;
  readonly #changes = new Emitter<void>();
  readonly #freed = new Emitter<Freed>();
  readonly #end = new AbortController();
  readonly #leftOut: LeftOut;
  readonly #unsubscribe: () => void;
  /** Their labels, by their ids. */
  #running: Map<string, Labels> | undefined;

  /** @param options.leftOut containers that are nobody's work: those that wait for who uses them */
  constructor(options: { engine: Pick<Engine, 'follow'>; log: Logger; leftOut?: LeftOut }) {
    this.#engine = options.engine;
    this.#log = options.log;
    this.#leftOut = options.leftOut ?? { isOfBackend: () => false, onChange: () => () => {} };
    this.#unsubscribe = this.#leftOut.onChange(() => this.#changes.emit());
  }

  /** How many containers run or are paused, of those that count; undefined while the engine does not tell. */
  get running(): number | undefined {
    if (!this.#running) return undefined;
    return [...this.#running.values()].filter((labels) => !this.#leftOut.isOfBackend(labels)).length;
  }

  /** Called when `running` may have changed. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  onFreed(listener: (what: Freed) => void): () => void {
    return this.#freed.on(listener);
  }

  /** Called once. */
  follow(): void {
    const { signal } = this.#end;
    void this.#engine.follow({
      subject: 'activity',
      patient: true,
      signal,
      session: (client, session, onConnected) => this.#session(client, session.signal, onConnected),
      onDisconnected: () => {
        if (!this.#running) return;
        this.#running = undefined;
        this.#changes.emit();
      },
    });
  }

  dispose(): void {
    this.#end.abort();
    this.#unsubscribe();
    this.#changes.clear();
    this.#freed.clear();
  }

  /** Events first, then who runs; what happened in between is told again by the events. */
  async #session(client: EngineClient, signal: AbortSignal, onConnected: () => void): Promise<void> {
    const events = await openEvents(client, ['container', 'image', 'volume', 'builder'], signal);
    try {
      const list = await client.json<{ Id: string; Labels?: Labels }[]>({
        path: '/containers/json',
        timeoutMs: ANSWER_TIMEOUT_MS,
        signal,
      });
      this.#running = new Map(list.map(({ Id, Labels: labels }) => [Id, labels ?? {}]));
      onConnected();
      this.#changes.emit();
      for await (const event of jsonLines(events)) this.#onEvent(event);
    } finally {
      events.destroy();
    }
  }

  #onEvent(value: unknown): void {
    const { Type, Action, Actor } = (value ?? {}) as {
      Type?: string;
      Action?: string;
      Actor?: { ID?: string; Attributes?: Labels };
    };
    const what = `${Type} ${Action}`;
    if (what === 'container start' && Actor?.ID) this.#running?.set(Actor.ID, Actor.Attributes ?? {});
    if (what === 'container die' && Actor?.ID) this.#running?.delete(Actor.ID);
    if (what === 'container start' || what === 'container die') this.#changes.emit();
    const freed = FREES[what];
    if (!freed) return;
    this.#log.debug('The engine freed something.', { what });
    this.#freed.emit(freed);
  }
}
