import { parseRequestHead, type RequestHead, withLength } from './request-head.ts';

/** A head that is longer is of nobody that this knows. Registries' logins make some of 64 KiB. */
const HEAD_LIMIT = 1024 * 1024;
/** Nobody describes a container in more. */
const BODY_LIMIT = 16 * 1024 * 1024;
const CHUNK_LINE_LIMIT = 4096;
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

export interface RequestRewriterOptions {
  /** Whether the body of such a request is to be seen. */
  wants(method: string, target: string): boolean;
  /** Another body, or the same. @throws where the request must not reach the engine */
  rewrite(body: string): string;
  /** Answers in the engine's place: something that the sender waits for. */
  answer(bytes: Buffer): void;
  /** The request is refused with this error: nothing more of this connection goes to the engine. */
  refuse(error: unknown): void;
  /** What is longer passes as it is, in bytes. */
  bodyLimit?: number;
}

type State =
  | { kind: 'head' }
  | { kind: 'body'; left: number }
  | { kind: 'chunk-size' }
  | { kind: 'chunk'; left: number }
  | { kind: 'trailer' }
  /** No HTTP that this follows: all of it passes. */
  | { kind: 'raw' }
  | { kind: 'refused' };

/**
 * Follows the requests on one connection of the Docker API, and changes the bodies of a few. Whatever else passes does so
 * byte for byte and at once: bodies of other requests, and everything behind a request that may take the connection over
 * (attach, exec, a build's session).
 */
export class RequestRewriter {
  readonly #options: RequestRewriterOptions;
  #state: State = { kind: 'head' };
  /** What is not understood yet. */
  #rest: Buffer = Buffer.alloc(0);
  #head: RequestHead | undefined;
  /** A request whose body is gathered: as it was sent, and its body alone. */
  #held: { sent: Buffer[]; body: Buffer[]; bytes: number } | undefined;

  constructor(options: RequestRewriterOptions) {
    this.#options = options;
  }

  /** What goes to the engine now that this has come. */
  push(chunk: Buffer): Buffer[] {
    if (this.#state.kind === 'raw') return [chunk];
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const out: Buffer[] = [];
    while (this.#step(out));
    return out;
  }

  /** The sender ends: what is left of half a request. */
  end(): Buffer[] {
    if (this.#state.kind === 'refused') return [];
    const left = [...(this.#held?.sent ?? []), this.#rest].filter(({ length }) => length > 0);
    this.#held = undefined;
    this.#rest = Buffer.alloc(0);
    return left;
  }

  /** One part of the stream. @returns whether there may be more to do with what is there */
  #step(out: Buffer[]): boolean {
    const state = this.#state;
    switch (state.kind) {
      case 'head':
        return this.#readHead(out);
      case 'body':
      case 'chunk':
        return this.#readData(state, out);
      case 'chunk-size':
      case 'trailer':
        return this.#readLine(state.kind, out);
      case 'raw':
        this.#pass(this.#take(this.#rest.length), out);
        return false;
      case 'refused':
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #readHead(out: Buffer[]): boolean {
    if (this.#rest.length === 0) return false;
    const end = endOfHead(this.#rest);
    if (end < 0 && this.#rest.length <= HEAD_LIMIT && looksLikeRequest(this.#rest)) return false;
    const head = end < 0 ? undefined : parseRequestHead(this.#rest.subarray(0, end));
    if (!head) {
      this.#state = { kind: 'raw' };
      return true;
    }
    this.#head = head;
    const bytes = this.#take(end);
    if (this.#options.wants(head.method, head.target) && head.body !== 0) {
      this.#held = { sent: [bytes], body: [], bytes: 0 };
      // The engine is not asked yet, so it cannot say it.
      if (head.waits) this.#options.answer(CONTINUE);
    } else out.push(bytes);
    if (head.body === 'chunked') this.#state = { kind: 'chunk-size' };
    else if (head.body > 0) this.#state = { kind: 'body', left: head.body };
    else this.#endRequest(out);
    return true;
  }

  #readData(state: { kind: 'body' | 'chunk'; left: number }, out: Buffer[]): boolean {
    if (this.#rest.length === 0) return false;
    const data = this.#take(Math.min(state.left, this.#rest.length));
    this.#held?.body.push(data);
    this.#pass(data, out);
    state.left -= data.length;
    if (state.left > 0) return false;
    if (state.kind === 'chunk') this.#state = { kind: 'chunk-size' };
    else this.#endRequest(out);
    return true;
  }

  /** The size of a chunk, the blank line behind the one before, or a line of the trailer. */
  #readLine(kind: 'chunk-size' | 'trailer', out: Buffer[]): boolean {
    const end = this.#rest.indexOf('\n');
    if (end < 0) {
      if (this.#rest.length <= CHUNK_LINE_LIMIT) return false;
      return this.#giveUp(out);
    }
    const bytes = this.#take(end + 1);
    const line = bytes.toString('latin1').trim();
    this.#pass(bytes, out);
    if (kind === 'trailer') {
      if (line === '') this.#endRequest(out);
      return true;
    }
    if (line === '') return true;
    const size = /^([0-9a-f]+)\s*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) return this.#giveUp(out);
    const left = Number.parseInt(size, 16);
    this.#state = left === 0 ? { kind: 'trailer' } : { kind: 'chunk', left };
    return true;
  }

  /** To the engine, or to what is gathered. */
  #pass(bytes: Buffer, out: Buffer[]): void {
    const held = this.#held;
    if (!held) {
      if (bytes.length > 0) out.push(bytes);
      return;
    }
    held.sent.push(bytes);
    held.bytes += bytes.length;
    if (held.bytes <= (this.#options.bodyLimit ?? BODY_LIMIT)) return;
    out.push(...held.sent);
    this.#held = undefined;
  }

  #endRequest(out: Buffer[]): void {
    const head = this.#head;
    const held = this.#held;
    this.#held = undefined;
    this.#state = head?.upgrades ? { kind: 'raw' } : { kind: 'head' };
    if (!held || !head) return;
    const before = Buffer.concat(held.body);
    let after: Buffer;
    try {
      after = Buffer.from(this.#options.rewrite(before.toString('utf8')));
    } catch (error) {
      // What is no JSON is the engine's to refuse.
      if (error instanceof SyntaxError) after = before;
      else {
        this.#state = { kind: 'refused' };
        this.#options.refuse(error);
        return;
      }
    }
    if (after.equals(before) && !head.waits) out.push(...held.sent);
    else out.push(withLength(head, after.length), after);
  }

  /** What this cannot follow passes from here on. */
  #giveUp(out: Buffer[]): boolean {
    if (this.#held) out.push(...this.#held.sent);
    this.#held = undefined;
    this.#state = { kind: 'raw' };
    return true;
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

/** Behind the blank line; -1 where it has not come. */
function endOfHead(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n');
  return end < 0 ? -1 : end + 4;
}

/** Whether this can still become a request of HTTP/1: else nobody has to wait for its end. */
function looksLikeRequest(bytes: Buffer): boolean {
  const [first = ''] = bytes.subarray(0, 65_536).toString('latin1').split('\r\n', 1);
  return first === '' || (/^[A-Z]{1,16}(?: |$)/.test(first) && !first.startsWith('PRI '));
}
