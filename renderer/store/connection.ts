import type { PierClient } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { backoff } from './backoff.ts';
import { connectApp } from './connect-app.ts';
import { connectContainers } from './connect-containers.ts';
import { connectEngines } from './connect-engines.ts';
import { connectExtensions } from './connect-extensions.ts';
import { connectMachine, connectUsage } from './connect-machine.ts';
import { connectPorts } from './connect-ports.ts';
import { connectTables } from './connect-tables.ts';
import { connectTasks } from './connect-tasks.ts';
import { connectUpdates } from './connect-updates.ts';
import { keepGoing, pause } from './keep-going.ts';
import { leaveEngine, type PierStore } from './store.ts';
import { whileVisible } from './while-visible.ts';

/** A way to the backend that is open. */
export interface OpenLink {
  client: PierClient;
  /** Resolves when it is lost. */
  closed: Promise<void>;
  close(): void;
}

/** Opens a link, or tells that the host no longer knows this page. Rejects where nothing answers. */
export type OpenBackend = (signal: AbortSignal) => Promise<OpenLink | 'signed-out'>;

/**
 * Keeps one link to the backend open, with back-off, and lets it write the store. Nothing in the store is cleared
 * while it is lost: a snapshot follows on each new link.
 */
export class Connection {
  private link: OpenLink | undefined;
  private readonly end = new AbortController();
  private wake = new AbortController();
  /** The link is closed for another that leads to the engine that is shown now. */
  private changing = false;

  constructor(
    private readonly open: OpenBackend,
    private readonly store: PierStore,
    /** Called before another engine is shown. */
    private readonly onLeave: () => void = () => {},
  ) {}

  /** The client of the present link. */
  client(): PierClient {
    if (!this.link) {
      throw new AppError(
        'connection_lost',
        'Pier is not connected at the moment.',
        'It reconnects by itself: try again when the banner is gone.',
      );
    }
    return this.link.client;
  }

  /** Connects, and again after each loss, until `stop`. */
  async run(): Promise<void> {
    for (let attempt = 0; !this.end.signal.aborted; attempt += 1) {
      const opened = await this.open(this.end.signal).catch(() => undefined);
      if (opened === 'signed-out') {
        this.store.setState({ connection: { kind: 'signed-out' } });
      } else if (opened) {
        attempt = 0;
        await this.serve(opened);
        if (this.changing) {
          this.changing = false;
          attempt = -1;
          continue;
        }
      }
      if (this.end.signal.aborted) return;
      const delay = backoff(attempt, Math.random());
      if (opened !== 'signed-out') {
        this.store.setState({ connection: { kind: 'lost', retryAt: Date.now() + delay } });
      }
      await this.sleep(delay);
      if (opened !== 'signed-out') this.store.setState({ connection: { kind: 'lost' } });
    }
  }

  /** Ends the wait for the next try. */
  retryNow(): void {
    this.wake.abort();
  }

  stop(): void {
    this.end.abort();
    this.wake.abort();
    this.link?.close();
  }

  private async serve(link: OpenLink): Promise<void> {
    this.link = link;
    const lost = new AbortController();
    const { signal } = lost;
    const { client } = link;
    this.store.setState({ connection: { kind: 'open' } });
    const onStale = () => this.changeEngine(link);
    void keepGoing(() => connectEngines(client, this.store, signal, onStale), signal);
    for (const consume of [
      connectApp,
      connectMachine,
      connectTasks,
      connectTables,
      connectExtensions,
      whileVisible(connectUsage),
      whileVisible(connectContainers),
      whileVisible(connectPorts),
      whileVisible(connectUpdates),
    ]) {
      void keepGoing(() => consume(client, this.store, signal), signal);
    }
    await link.closed;
    this.link = undefined;
    lost.abort();
  }

  /** A link works on one engine for as long as it lasts: another engine takes another link. */
  private changeEngine(link: OpenLink): void {
    if (this.link !== link || this.changing) return;
    this.changing = true;
    this.onLeave();
    leaveEngine(this.store);
    link.close();
  }

  private async sleep(ms: number): Promise<void> {
    this.wake = new AbortController();
    await pause(ms, this.wake.signal);
  }
}
