import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';

/** Where transfers are served, below the address of the page. */
export const TRANSFER_PATH = '/transfer/';

/** How long a ticket waits to be used, in milliseconds. */
const TICKET_LIFETIME_MS = 60_000;

export interface Download {
  /** What the browser saves it as. */
  fileName: string;
  /** Default: application/octet-stream. */
  contentType?: string;
  /** In bytes, where it is known: a browser shows progress then. */
  size?: number | undefined;
  /** Opens what is downloaded. Aborted when the receiver goes away. */
  open(signal: AbortSignal): Promise<Readable>;
}

export interface Upload {
  /** Reads `body` to its end. What it resolves with is the answer, as JSON. Aborted when the sender goes away. */
  receive(body: Readable, signal: AbortSignal): Promise<unknown>;
}

/** A request as every host knows it. */
export interface TransferRequest {
  method: string;
  /** Of the URL, without its query. */
  path: string;
  body: Readable | undefined;
  /** Aborted when the other side goes away. */
  signal: AbortSignal;
}

export interface TransferAnswer {
  status: number;
  headers: Record<string, string>;
  /** A stream that fails must break the connection, so that nobody takes a part for the whole. */
  body: Readable | string;
}

/** What is looked at only when it is asked for. */
type LateDownload = (signal: AbortSignal) => Promise<Download>;

type Ticket = { kind: 'download'; offer: Download | LateDownload } | { kind: 'upload'; offer: Upload };

/**
 * Files between a page and the engine, beside the calls: streams of any size that the browser saves and sends itself.
 * A call checks who asks and for what, and gives a ticket: an address that nobody can guess, good for one use soon.
 */
export class TransferDesk {
  readonly #tickets = new Map<string, { ticket: Ticket; expiry: ReturnType<typeof setTimeout> }>();
  readonly #log: Logger;

  constructor(options: { log: Logger }) {
    this.#log = options.log;
  }

  /**
   * For GET: the browser saves what comes.
   * @param options.ticket of 32 random bytes, where a page had to know the address before it could ask
   * @throws AppError `bad_input` for a ticket that is known already
   */
  offerDownload(offer: Download | LateDownload, { ticket }: { ticket?: string } = {}): { url: string } {
    return this.#give({ kind: 'download', offer }, ticket);
  }

  /** For PUT: the page sends a file. */
  offerUpload(offer: Upload): { url: string } {
    return this.#give({ kind: 'upload', offer });
  }

  /** Answers a request below TRANSFER_PATH. Never rejects. */
  async handle(request: TransferRequest): Promise<TransferAnswer> {
    try {
      const ticket = this.#take(request);
      return ticket.kind === 'download'
        ? await answerDownload(ticket.offer, request.signal)
        : await answerUpload(ticket.offer, request);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') this.#log.error('A transfer failed.', { error: error.cause ?? error });
      const status = error.code === 'transfer_failed' ? 404 : 502;
      return json(status, { error: error.toData() });
    }
  }

  dispose(): void {
    for (const { expiry } of this.#tickets.values()) clearTimeout(expiry);
    this.#tickets.clear();
  }

  #give(ticket: Ticket, id: string = randomBytes(32).toString('base64url')): { url: string } {
    if (this.#tickets.has(id)) {
      throw new AppError('bad_input', 'Offer a file: its ticket is known already.', 'Make another ticket.');
    }
    const expiry = setTimeout(() => this.#tickets.delete(id), TICKET_LIFETIME_MS);
    expiry.unref();
    this.#tickets.set(id, { ticket, expiry });
    return { url: `${TRANSFER_PATH}${id}` };
  }

  #take({ method, path }: TransferRequest): Ticket {
    const id = path.slice(TRANSFER_PATH.length);
    const found = this.#tickets.get(id);
    const wanted = found?.ticket.kind === 'download' ? 'GET' : 'PUT';
    if (!path.startsWith(TRANSFER_PATH) || !found || method !== wanted) {
      throw new AppError(
        'transfer_failed',
        'Transfer a file: its address is not known.',
        'An address is good for one use within a minute: start the download or upload again.',
      );
    }
    clearTimeout(found.expiry);
    this.#tickets.delete(id);
    return found.ticket;
  }
}

async function answerDownload(
  offered: Download | LateDownload,
  signal: AbortSignal,
): Promise<TransferAnswer> {
  const offer = typeof offered === 'function' ? await offered(signal) : offered;
  const body = await offer.open(signal);
  return {
    status: 200,
    headers: {
      'content-type': offer.contentType ?? 'application/octet-stream',
      'content-disposition': contentDisposition(offer.fileName),
      'cache-control': 'no-store',
      ...(offer.size === undefined ? {} : { 'content-length': String(offer.size) }),
    },
    body,
  };
}

async function answerUpload(offer: Upload, { body, signal }: TransferRequest): Promise<TransferAnswer> {
  if (!body) {
    throw new AppError('bad_input', 'Upload a file: nothing was sent.', 'Choose a file and try again.');
  }
  return json(200, { value: (await offer.receive(body, signal)) ?? null });
}

function json(status: number, value: unknown): TransferAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** An attachment by RFC 6266: a plain name for old readers and the true one beside it. */
function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\w.+ -]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
