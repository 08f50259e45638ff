import { randomBytes } from 'node:crypto';
import type { OpenDialogProps } from '../../../../shared/contract/extension-api.ts';
import type { ExtensionViewEvent } from '../../../../shared/contract/extension-views.ts';
import type { Transport } from '../../../../shared/rpc/transport.ts';
import { TokenBucket } from './token-bucket.ts';

/** An extension that talks without end is not heard: what a person could not follow anyway. */
const TALK = { size: 8, everyMs: 1000 };
/** Events that the dashboard has not taken. */
const WAITING_LIMIT = 100;
const TICKET_MS = 30_000;
/** A page that asks again and again has the newest of them. */
const TICKETS_KEPT = 16;
/** A page has one; another one while it is loaded anew. */
const CONNECTIONS_LIMIT = 4;

export interface ChosenPaths {
  canceled: boolean;
  filePaths: string[];
}

/** The page of one extension, as long as the dashboard shows it. */
export class ExtensionView {
  readonly key = randomBytes(16).toString('hex');
  readonly extensionId: string;
  /** Behind "?" of its page. */
  readonly search: string;
  readonly dark: boolean;
  /** Of which there was one when it was opened. */
  readonly imageId: string;
  /** Where its page comes from instead of its files: a server that it is developed with. */
  readonly uiSource: string | undefined;
  /** Whether the dashboard that shows it shows Pier's own engine, which extensions work on. */
  readonly isOnOwnEngine: boolean;
  readonly #end = new AbortController();
  readonly #events: ExtensionViewEvent[] = [];
  readonly #talk = new TokenBucket(TALK);
  readonly #tickets = new Map<string, number>();
  readonly #connections = new Set<Transport>();
  readonly #dialogs = new Map<number, (paths: string[]) => void>();
  #dialogCount = 0;
  #wake = () => {};

  constructor(options: {
    extensionId: string;
    imageId: string;
    uiSource?: string | undefined;
    search: string;
    dark: boolean;
    isOnOwnEngine: boolean;
  }) {
    this.extensionId = options.extensionId;
    this.imageId = options.imageId;
    this.uiSource = options.uiSource;
    this.search = options.search;
    this.dark = options.dark;
    this.isOnOwnEngine = options.isOnOwnEngine;
  }

  /** Aborted when it is no longer shown: whatever it began ends. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  end(): void {
    this.#end.abort();
    this.#wake();
    for (const transport of [...this.#connections]) transport.close();
    for (const answer of this.#dialogs.values()) answer([]);
  }

  /** Good for one connection, and not for long. */
  makeTicket(now = Date.now()): string {
    const ticket = randomBytes(32).toString('base64url');
    this.#tickets.set(ticket, now + TICKET_MS);
    const [oldest] = this.#tickets.keys();
    if (this.#tickets.size > TICKETS_KEPT && oldest !== undefined) this.#tickets.delete(oldest);
    return ticket;
  }

  /** Whether it is one of this view's that was not used yet. It is used up. */
  redeem(ticket: string, now = Date.now()): boolean {
    const until = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return until !== undefined && now <= until && !this.ended.aborted;
  }

  /** The transport ends with the view, or when the page has opened too many after it. */
  bind(transport: Transport): void {
    this.#connections.add(transport);
    transport.onClose(() => this.#connections.delete(transport));
    if (this.ended.aborted) transport.close();
    const [oldest] = this.#connections;
    if (this.#connections.size > CONNECTIONS_LIMIT) oldest?.close();
  }

  tell(event: ExtensionViewEvent): void {
    if (this.#events.length >= WAITING_LIMIT) this.#events.shift();
    this.#events.push(event);
    this.#wake();
  }

  /** As tell(), for what an extension says of its own accord. False where it says too much. */
  say(event: ExtensionViewEvent): boolean {
    const isHeard = this.mayTalk();
    if (isHeard) this.tell(event);
    return isHeard;
  }

  /** Whether it may say one thing more now. */
  mayTalk(): boolean {
    return this.#talk.take();
  }

  /** Has the dashboard ask for a path. One dialog at a time: while there is one, another is cancelled. */
  async choosePaths(props: OpenDialogProps, signal: AbortSignal): Promise<ChosenPaths> {
    this.#dialogCount += 1;
    const dialog = this.#dialogCount;
    if (this.#dialogs.size > 0 || this.ended.aborted || !this.say({ kind: 'dialog', dialog, props })) {
      return { canceled: true, filePaths: [] };
    }
    const onAbort = () => this.#dialogs.get(dialog)?.([]);
    signal.addEventListener('abort', onAbort);
    try {
      const filePaths = await new Promise<string[]>((resolve) => this.#dialogs.set(dialog, resolve));
      return { canceled: filePaths.length === 0, filePaths };
    } finally {
      this.#dialogs.delete(dialog);
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) this.tell({ kind: 'dialog-gone', dialog });
    }
  }

  answerDialog(dialog: number, paths: string[]): void {
    this.#dialogs.get(dialog)?.(paths);
  }

  /** What there is to tell, until the view ends or the signal is aborted. */
  async *events(signal: AbortSignal): AsyncGenerator<ExtensionViewEvent, void, void> {
    const onAbort = () => this.#wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted && !this.ended.aborted) {
        const event = this.#events.shift();
        if (event) {
          yield event;
          continue;
        }
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
