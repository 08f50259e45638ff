import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { LogDemuxer } from '../../engine/log-demuxer.ts';

const CONNECT = Buffer.from('C');

/**
 * A connection that the forwarder passes on, over a hijacked exec: what is written goes to its standard input as it is,
 * what it writes comes in frames. Errors of the forwarder end it as a connection that is closed does.
 */
export class ForwardStream extends Duplex {
  readonly #connection: Duplex;
  readonly #demuxer = new LogDemuxer();
  /** Until the forwarder said that it is connected: told of the first byte, or that none comes. */
  #answer: ((isConnected: boolean) => void) | undefined;
  #isConnected = false;
  #isOver = false;

  /** @param connection as EngineClient.hijack() gives it */
  constructor(connection: Duplex) {
    // One that its service has closed is closed: an agent would send the next request into it.
    super({ allowHalfOpen: false });
    this.#connection = connection;
    connection.on('data', (chunk: Buffer) => this.#take(chunk));
    connection.once('end', () => this.#end());
    connection.once('close', () => this.#end());
    connection.once('error', (error) => {
      // Before it leads anywhere nobody listens yet.
      if (this.#isConnected) this.destroy(error);
      else this.#end();
    });
  }

  /** Whether it can still be used. */
  get isOpen(): boolean {
    return !this.#isOver && !this.destroyed;
  }

  /** Has the forwarder connect. Resolves with false where nobody listens there. Call once. */
  connect(): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.isOpen) {
        resolve(false);
        return;
      }
      this.#answer = resolve;
      this.#connection.write(CONNECT);
    });
  }

  // What node:http asks of a connection that it keeps. There is nothing to set: the forwarder's is a unix socket.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this.#hold('ref');
  }

  /** One that nobody uses does not keep the process. */
  unref(): this {
    return this.#hold('unref');
  }

  #hold(how: 'ref' | 'unref'): this {
    const { [how]: hold } = this.#connection as Partial<Socket>;
    hold?.call(this.#connection);
    return this;
  }

  override _read(): void {
    this.#connection.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#connection.write(chunk, callback);
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#connection.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#connection.destroy();
    callback(error);
  }

  #take(chunk: Buffer): void {
    try {
      for (const { stream, bytes } of this.#demuxer.push(chunk)) {
        if (stream !== 'stdout' || bytes.length === 0) continue;
        const content = this.#isConnected ? bytes : this.#begin(bytes);
        if (content.length > 0 && !this.push(content)) this.#connection.pause();
      }
    } catch (error) {
      // The engine's own words where it could not run the forwarder.
      if (this.#isConnected) this.destroy(error as Error);
      else this.#end();
    }
  }

  /** The first byte is the forwarder's. */
  #begin(bytes: Buffer): Buffer {
    this.#isConnected = true;
    this.#answer?.(true);
    return bytes.subarray(1);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#answer?.(false);
    if (this.#isConnected) this.push(null);
    else this.destroy();
  }
}
