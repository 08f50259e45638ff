import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { ContainerSummary } from '../../../../shared/contract/containers.ts';
import type { AllLogsInput, AllLogsItem, LogTime } from '../../../../shared/contract/logs.ts';
import { limiter } from '../../compose/limit.ts';
import type { Engine } from '../engine.ts';
import { LogGatherer } from './log-gatherer.ts';
import { mergeHistories, readHistory } from './log-history.ts';
import { openLog } from './open-log.ts';

/** A connection each: more containers are left out, the newest come first. */
const FOLLOWED_LIMIT = 100;
/** Whose last lines are read at the begin, running or not. */
const HISTORY_LIMIT = 200;
/** How many logs are opened at the same time. */
const OPENING_LIMIT = 8;
/** Of all histories together. */
const HISTORY_LINES = 100_000;
const HISTORY_CHARACTERS = 32 * 1024 * 1024;
/** Of one message. */
const PART_LINES = 8192;
const PART_CHARACTERS = 256 * 1024;
/** Lines of several containers meet for this long, in milliseconds, to be put in order. */
const GATHER_MS = 100;
/** Before a log that ended while its container runs is opened again, in milliseconds. */
const AGAIN_MS = 1000;

const PROJECT_LABEL = 'com.docker.compose.project';
const SERVICE_LABEL = 'com.docker.compose.service';

interface Source {
  index: number;
  id: string;
  /** What was read last. */
  last: LogTime | undefined;
  /** Whether anything of it was read: a log is first read from its tail, then from its last line on. */
  known: boolean;
  /** Open, or about to be. */
  reading: boolean;
  /** It could not be opened: it is tried again when its container changes. */
  failed: boolean;
}

/** The logs of many containers as one; see the contract. Never fails because of one of them. */
export async function* allLogs(
  engine: Engine,
  input: AllLogsInput,
  signal: AbortSignal,
): AsyncGenerator<AllLogsItem, void, void> {
  const logs = new AllLogs(engine, input, signal);
  try {
    yield* logs.items();
  } finally {
    logs.dispose();
  }
}

class AllLogs {
  readonly #engine: Engine;
  readonly #input: AllLogsInput;
  readonly #end = new AbortController();
  readonly #gatherer = new LogGatherer({ byTime: true, gatherMs: GATHER_MS });
  readonly #sources = new Map<string, Source>();
  readonly #containers = new Map<string, ContainerSummary>();
  readonly #responses = new Set<IncomingMessage>();
  readonly #inTurn = limiter(OPENING_LIMIT);
  #outbox: AllLogsItem[] = [];
  #wake = new AbortController();
  #state: 'reading' | 'live' | 'disconnected' = 'reading';
  #told = '';
  /** The containers that were there at the begin: their logs are read from the tail, those of later ones whole. */
  #early: Set<string> | undefined;

  constructor(engine: Engine, input: AllLogsInput, signal: AbortSignal) {
    this.#engine = engine;
    this.#input = input;
    // Each connection listens.
    setMaxListeners(0, this.#end.signal);
    if (signal.aborted) this.dispose();
    signal.addEventListener('abort', () => this.dispose(), { once: true });
  }

  async *items(): AsyncGenerator<AllLogsItem, void, void> {
    // What is wrong from the begin is said, not waited for.
    this.#engine.require({ verb: 'read', operand: 'logs' });
    this.#watch().catch((error) => this.#gatherer.close(error));
    const { signal } = this.#end;
    while (!signal.aborted) {
      yield* this.#outbox.splice(0);
      this.#wake = new AbortController();
      if (this.#outbox.length > 0) continue;
      const next = await this.#gatherer.next(this.#wake.signal);
      // Sources were told before their first lines came.
      yield* this.#outbox.splice(0);
      if (next) yield { kind: 'lines', lines: next.batch, sources: next.sources };
      else if (!this.#wake.signal.aborted) return;
    }
  }

  dispose(): void {
    this.#end.abort();
    this.#wake.abort();
    for (const response of this.#responses) response.destroy();
    this.#responses.clear();
  }

  /** Follows the list of containers: it tells what starts, and whether the engine answers. */
  async #watch(): Promise<void> {
    for await (const update of this.#engine.containers.watch(this.#end.signal)) {
      if (update.kind === 'disconnected') {
        this.#tellState('disconnected');
        continue;
      }
      const changed = update.kind === 'snapshot' ? update.containers : update.upsert;
      if (update.kind === 'snapshot') this.#containers.clear();
      else for (const id of update.remove) this.#containers.delete(id);
      for (const container of changed) {
        if (this.#isChosen(container)) this.#containers.set(container.id, container);
      }
      if (!this.#early) {
        this.#early = new Set(this.#containers.keys());
        this.#tellState('reading');
        await this.#readHistories();
        if (!this.#input.follow) {
          this.#gatherer.close();
          return;
        }
      } else {
        for (const { id } of changed) this.#follow(id);
      }
      this.#fill();
      this.#tellState('live');
    }
  }

  #isChosen({ id, name, state, labels, isHidden }: ContainerSummary): boolean {
    const { containers, projects } = this.#input;
    // One that never ran has no log.
    if (state === 'created') return false;
    if (containers.length === 0 && projects.length === 0) return !isHidden;
    const project = labels[PROJECT_LABEL];
    const service = `${project}/${labels[SERVICE_LABEL]}`;
    const isOfProject = project !== undefined && (projects.includes(project) || projects.includes(service));
    return isOfProject || containers.includes(id) || containers.includes(name);
  }

  /** All tails first, and only then what is new: so the begin is in order whatever the engine answers first. */
  async #readHistories(): Promise<void> {
    const { tail, since } = this.#input;
    if (tail === 0 && !since) return;
    const newest = [...this.#containers.values()].sort(byImportance).slice(0, HISTORY_LIMIT);
    const share = Math.max(1, newest.length);
    const limit = since ? undefined : Math.min(tail, Math.ceil(HISTORY_LINES / share));
    const histories: { source: number; lines: Awaited<ReturnType<typeof readHistory>> }[] = [];
    const read = async (container: ContainerSummary) => {
      const source = this.#sourceOf(container);
      const opened = await this.#open({ id: source.id, tail: limit, follow: false, since });
      if (!opened) return;
      const lines = await readHistory(opened.response, opened.attach, HISTORY_CHARACTERS / share);
      const last = lines.at(-1);
      if (last && !Number.isNaN(last.seconds)) source.last = { seconds: last.seconds, nanos: last.nanos };
      source.known = true;
      histories.push({ source: source.index, lines });
    };
    await Promise.all(newest.map((container) => this.#inTurn(() => read(container).catch(() => {}))));
    for (const { batch, sources } of mergeHistories(histories, PART_LINES, PART_CHARACTERS)) {
      this.#put({ kind: 'lines', lines: batch, sources });
    }
  }

  /** Reads on in a container's log, where it is not read already. One that has ended is read to its end. */
  #follow(id: string): void {
    const container = this.#containers.get(id);
    if (!container) return;
    const source = this.#sourceOf(container);
    if (source.reading || this.#followed >= FOLLOWED_LIMIT) return;
    const early = this.#early?.has(id) ?? false;
    // Its history was not read, being one of too many that ended long ago.
    if (!source.known && !isRunning(container) && early) return;
    source.reading = true;
    void this.#inTurn(async () => {
      const { since, tail } = this.#input;
      const begin = early ? { tail: since ? undefined : tail, since } : {};
      const how = source.known ? { since: source.last } : begin;
      const opened = await this.#open({ id, follow: true, ...how });
      if (!opened) {
        source.reading = false;
        source.failed = true;
        return;
      }
      source.failed = false;
      source.known = true;
      const { response, attach } = opened;
      void this.#gatherer
        .attach(response, { ...attach, source: source.index })
        .then(
          (last) => {
            source.last = last ?? source.last;
            return true;
          },
          () => false,
        )
        .then((ended) => this.#onEnd(source, response, ended));
    });
  }

  #onEnd(source: Source, response: IncomingMessage, ended: boolean): void {
    this.#responses.delete(response);
    source.reading = false;
    if (this.#end.signal.aborted) return;
    // The engine ends a log when its container restarts, which the list may never show. If it has ended there is room for
    // another.
    const again = () => {
      const container = this.#containers.get(source.id);
      if (container && isRunning(container)) this.#follow(source.id);
      this.#fill();
      this.#tellState(this.#state);
    };
    if (ended) setTimeout(again, AGAIN_MS).unref();
    this.#tellState(this.#state);
  }

  /** Follows what runs, the newest first, as long as there is room. */
  #fill(): void {
    for (const { id } of [...this.#containers.values()].filter(isRunning).sort(byImportance)) {
      if (!this.#sources.get(id)?.failed) this.#follow(id);
    }
  }

  async #open(options: Parameters<typeof openLog>[1]) {
    const { signal } = this.#end;
    // While it waited for its turn nobody may want it any more.
    if (signal.aborted) return undefined;
    const attempt = { verb: 'read the log of', operand: this.#engine.nameOf(options.id) };
    try {
      const opened = await this.#engine.use(attempt, (client) => openLog(client, options, signal));
      if (options.follow) this.#responses.add(opened.response);
      if (signal.aborted) opened.response.destroy();
      return opened;
    } catch {
      // The others go on: it may be gone, or have a log driver that keeps nothing. The backend's log tells.
      return undefined;
    }
  }

  #sourceOf(container: ContainerSummary): Source {
    const { id, name, labels } = container;
    const known = this.#sources.get(id);
    if (known) return known;
    const source = {
      index: this.#sources.size,
      id,
      last: undefined,
      known: false,
      reading: false,
      failed: false,
    };
    this.#sources.set(id, source);
    const project = labels[PROJECT_LABEL];
    this.#put({ kind: 'sources', sources: [{ id, name, ...(project === undefined ? {} : { project }) }] });
    return source;
  }

  get #followed(): number {
    let count = 0;
    for (const { reading } of this.#sources.values()) if (reading) count += 1;
    return count;
  }

  #tellState(state: 'reading' | 'live' | 'disconnected'): void {
    this.#state = state;
    const running = [...this.#containers.values()].filter(isRunning);
    const followed = running.filter(({ id }) => this.#sources.get(id)?.reading).length;
    const item = { kind: 'state' as const, state, followed, leftOut: running.length - followed };
    // A log that is opened in a moment, for the first time or again, is not left out.
    if (running.length <= FOLLOWED_LIMIT || state === 'reading') item.leftOut = 0;
    const text = JSON.stringify(item);
    if (text === this.#told) return;
    this.#told = text;
    this.#put(item);
  }

  #put(item: AllLogsItem): void {
    this.#outbox.push(item);
    this.#wake.abort();
  }
}

function isRunning({ state }: ContainerSummary): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** Those that run, then the newest. */
function byImportance(a: ContainerSummary, b: ContainerSummary): number {
  return Number(isRunning(b)) - Number(isRunning(a)) || b.createdAt - a.createdAt;
}
