import { z } from 'zod';
import type { CallContext, Contract, HandlersOf, Role } from '../../shared/contract/define.ts';
import { AppError, toAppError } from '../../shared/errors.ts';
import * as protocol from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import type { Logger } from '../backend/log/logger.ts';
import { decodeClientMessage } from './client-message.ts';

/** How many calls of one connection may be under way. */
const CALL_LIMIT = 4096;

const HINTS = {
  unknown_method: 'Use the same version of Pier on both sides: reload the page, or restart Pier.',
  forbidden: 'Use the desktop app or the pier command on the machine that runs Pier.',
  bad_input: 'Correct what is named and try again.',
} as const;

type Handlers = Record<string, Record<string, (input: unknown, context: CallContext) => unknown>>;

/**
 * Answers the calls that come over a transport until it closes, which aborts all that are under way. Inputs are
 * validated here; outputs are what the handlers' types say. A stream's handler is asked for its next item only while
 * the caller's window is open; it must honour its signal while it waits for something itself.
 * @param options.role who is at the other end, as the transport's owner knows it
 */
export function serve<C extends Contract>(options: {
  contract: C;
  handlers: HandlersOf<C>;
  transport: Transport;
  role: Role;
  log: Logger;
}): void {
  const { transport, log, role, contract } = options;
  const calls = new Map<number, ServerCall>();
  transport.onMessage((text) => {
    const message = decodeClientMessage(text);
    const call = message && calls.get(message.id);
    if (!message || (message.t === 'call' && (call || calls.size >= CALL_LIMIT))) {
      log.warn('Closed a connection that does not keep to the protocol.', { role, length: text?.length });
      transport.close();
    } else if (message.t === 'call') {
      const opened = new ServerCall(message, transport, role);
      calls.set(message.id, opened);
      const done = opened.answer(contract, options.handlers as Handlers, log);
      void done.finally(() => calls.delete(message.id));
    } else if (message.t === 'credit') {
      call?.credit(message.n);
    } else {
      call?.abort.abort();
    }
  });
  transport.onClose(() => {
    for (const call of calls.values()) call.abort.abort();
  });
}

/** One call under way on the backend's side. */
class ServerCall {
  readonly abort = new AbortController();
  /** Sent, and not yet taken by the caller, in UTF-16 units. */
  #unacknowledged = 0;
  #wake = () => {};

  constructor(
    private readonly request: protocol.ClientMessage & { t: 'call' },
    private readonly transport: Transport,
    private readonly role: Role,
  ) {}

  /** The caller took this much. */
  credit(length: number): void {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - length);
    if (this.#unacknowledged < protocol.STREAM_WINDOW) this.#wake();
  }

  /** Never rejects: whatever goes wrong is the caller's answer. */
  async answer(contract: Contract, handlers: Handlers, log: Logger): Promise<void> {
    const { id, method } = this.request;
    try {
      const [area = '', name = '', ...rest] = method.split('.');
      const methods = Object.hasOwn(contract, area) && rest.length === 0 ? contract[area] : undefined;
      const definition = methods && Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (!definition) throw this.#refusal('unknown_method', 'this backend does not know it');
      const kind = this.role.replace(/:.*/, '');
      if (!(definition.roles as readonly string[]).includes(kind)) {
        throw this.#refusal('forbidden', `it is not open to '${kind}'`);
      }
      const { data, error } = definition.input.safeParse(this.request.input);
      if (error) throw this.#refusal('bad_input', z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' '));
      const output = handlers[area]?.[name]?.(data, { role: this.role, signal: this.abort.signal });
      if (definition.kind === 'stream') await this.#pump(output as AsyncIterable<unknown>);
      else this.#send({ t: 'ok', id, value: await output });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal') log.error(`'${method}' failed.`, { error: error.cause ?? error });
      this.#send({ t: 'err', id, error: error.toData() });
    }
  }

  /** Sends items as the caller takes them, then the end. The iterator's `return()` is called however this ends. */
  async #pump(items: AsyncIterable<unknown>): Promise<void> {
    const { id } = this.request;
    const { signal } = this.abort;
    const iterator = items[Symbol.asyncIterator]();
    // At a yield this runs the producer's `finally` at once, else as soon as it gets to one.
    const leave = () => {
      this.#wake();
      void iterator.return?.().then(undefined, () => {});
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let next = await iterator.next(); !next.done && !signal.aborted; next = await iterator.next()) {
        this.#unacknowledged += this.#send({ t: 'item', id, value: next.value });
        if (this.#unacknowledged < protocol.STREAM_WINDOW) continue;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      this.#send({ t: 'end', id });
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  /** Returns the message's length. Nothing is sent to a caller that has turned away. @throws as `encode`. */
  #send(message: protocol.ServerMessage): number {
    if (this.abort.signal.aborted) return 0;
    const text = protocol.encode(message);
    this.transport.send(text);
    return text.length;
  }

  #refusal(code: keyof typeof HINTS, cause: string): AppError {
    return new AppError(code, `Cannot call '${this.request.method}': ${cause}.`, HINTS[code]);
  }
}
