import type { ContainerSummary, ContainersUpdate } from '../../../shared/contract/containers.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import type { TasksUpdate } from '../../../shared/contract/tasks.ts';
import { AppError } from '../../../shared/errors.ts';
import { isActive } from '../../../shared/model/container-actions.ts';
import { isMeasured } from '../../../shared/model/engine-kind.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { sleep } from '../../../vm/sleep.ts';
import { initialTrayState, type TrayState } from './tray-state.ts';

/** A tooltip that is read now and then needs no figure of each second. */
const USAGE_EVERY_MS = 5000;
/** Before a stream that failed is asked for again. */
const AGAIN_AFTER_MS = 2000;

export interface EngineStateOptions {
  /** Opens a connection, which works on the engine that is shown then. */
  open: () => { client: PierClient; close: () => void };
  onChange: (state: TrayState) => void;
  /** Called with what is told of tasks; after a new connection with all of them. */
  onTasks?: (update: TasksUpdate) => void;
  usageEveryMs?: number;
  againAfterMs?: number;
}

/** Follows the engine that is shown, whichever that is: after a switch over another connection, from nothing. */
export class EngineState {
  readonly #options: EngineStateOptions;
  readonly #end = new AbortController();
  readonly #changes = new Emitter<void>();
  #state = initialTrayState;
  #client: PierClient | undefined;

  constructor(options: EngineStateOptions) {
    this.#options = options;
  }

  /** The backend over the present connection. @throws AppError `connection_lost` */
  client(): PierClient {
    if (this.#client) return this.#client;
    throw new AppError('connection_lost', 'Pier is not connected.', 'Try again in a moment.');
  }

  setPending(id: string, isPending: boolean): void {
    const pending = new Set(this.#state.pending);
    if (isPending) pending.add(id);
    else pending.delete(id);
    this.#write({ pending });
  }

  setQuitting(): void {
    this.#write({ quitting: true });
  }

  /** Resolves after `stop`. Call once. */
  async run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const { client, close } = this.#options.open();
      this.#client = client;
      const leave = new AbortController();
      const signal = AbortSignal.any([this.#end.signal, leave.signal]);
      await Promise.all([
        this.#keep(signal, () => this.#followEngines(client, signal, leave)),
        this.#keep(signal, () => this.#followMachine(client, signal)),
        this.#keep(signal, () =>
          this.#whileRunning(signal, (running) => this.#followContainers(client, running)),
        ),
        this.#keep(signal, () => this.#followPorts(client, signal)),
        this.#keep(signal, () => this.#measure(client, signal)),
        this.#keep(signal, () => this.#followTasks(client, signal)),
        this.#keep(signal, () => this.#followUpdates(client, signal)),
      ]);
      this.#client = undefined;
      close();
      const { engines, updates, pending, quitting } = this.#state;
      // What was known is of the engine before.
      if (!this.#end.signal.aborted)
        this.#write({ ...initialTrayState, engines, updates, pending, quitting });
    }
  }

  stop(): void {
    this.#end.abort();
  }

  #write(change: Partial<TrayState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange(this.#state);
    this.#changes.emit();
  }

  async #followEngines(client: PierClient, signal: AbortSignal, leave: AbortController): Promise<void> {
    for await (const engines of client.engines.watch({}, { signal })) {
      this.#write({ engines });
      if (engines.isStale) leave.abort();
    }
  }

  async #followMachine(client: PierClient, signal: AbortSignal): Promise<void> {
    for await (const status of client.machine.watch({}, { signal })) {
      const usage = isMeasured(status.state) ? this.#state.usage : undefined;
      this.#write({ status, usage });
    }
  }

  async #followContainers(client: PierClient, signal: AbortSignal): Promise<void> {
    let byId: ReadonlyMap<string, ContainerSummary> = new Map();
    for await (const update of client.containers.watch({}, { signal })) {
      byId = withUpdate(byId, update);
      const shown = [...byId.values()].filter(({ state, isHidden }) => isActive(state) && !isHidden);
      this.#write({ containers: shown });
    }
  }

  async #followPorts(client: PierClient, signal: AbortSignal): Promise<void> {
    for await (const ports of client.ports.watch({}, { signal })) this.#write({ ports });
  }

  async #followTasks(client: PierClient, signal: AbortSignal): Promise<void> {
    for await (const update of client.tasks.watch({}, { signal })) this.#options.onTasks?.(update);
  }

  async #followUpdates(client: PierClient, signal: AbortSignal): Promise<void> {
    for await (const updates of client.updates.watch({}, { signal })) this.#write({ updates });
  }

  async #measure(client: PierClient, signal: AbortSignal): Promise<void> {
    const { usageEveryMs = USAGE_EVERY_MS } = this.#options;
    while (!signal.aborted) {
      for await (const usage of client.machine.usage({}, { signal })) {
        // A late item must not show a stopped machine at work.
        if (this.#state.status && isMeasured(this.#state.status.state)) this.#write({ usage });
        break;
      }
      await sleep(usageEveryMs, signal);
    }
  }

  /** Follows while the engine runs: to ask one that sleeps would wake it, for a menu that nobody has opened. */
  async #whileRunning(signal: AbortSignal, follow: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const runs = () => this.#state.status?.state.kind === 'running';
    const ended = new AbortController();
    const end = () => ended.abort();
    signal.addEventListener('abort', end);
    let forget = () => {};
    try {
      await new Promise<void>((resolve) => {
        if (runs()) resolve();
        forget = this.#changes.on(() => runs() && resolve());
        signal.addEventListener('abort', () => resolve());
      });
      forget();
      forget = this.#changes.on(() => {
        if (!runs()) end();
      });
      if (!signal.aborted) await follow(ended.signal);
    } finally {
      forget();
      signal.removeEventListener('abort', end);
    }
  }

  /** Again after each failure, until the signal. */
  async #keep(signal: AbortSignal, follow: () => Promise<void>): Promise<void> {
    const { againAfterMs = AGAIN_AFTER_MS } = this.#options;
    while (!signal.aborted) {
      await follow().catch(() => {});
      await sleep(againAfterMs, signal).catch(() => {});
    }
  }
}

/** The containers after one item of `containers.watch`. */
export function withUpdate(
  before: ReadonlyMap<string, ContainerSummary>,
  update: ContainersUpdate,
): ReadonlyMap<string, ContainerSummary> {
  if (update.kind === 'disconnected') return before;
  const byId = new Map(update.kind === 'snapshot' ? [] : before);
  if (update.kind === 'delta') for (const id of update.remove) byId.delete(id);
  for (const container of update.kind === 'snapshot' ? update.containers : update.upsert) {
    byId.set(container.id, container);
  }
  return byId;
}
