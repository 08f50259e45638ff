import type { CallOptions, ClientOf, Contract } from '../contract/define.ts';
import { AppError, type ErrorData, toAppError } from '../errors.ts';
import * as protocol from './protocol.ts';
import type { Transport } from './transport.ts';

/**
 * Makes an object with a function for each method of the contract. Inputs are validated by the other side. Calls fail
 * with AppError: that of the handler, `connection_lost`, or `cancelled` where the signal aborted. A stream is asked
 * for at its first `next()`; leaving its `for await` cancels it, and so does the signal while it waits.
 */
export function createClient<C extends Contract>(contract: C, transport: Transport): ClientOf<C> {
  const link = new ClientLink(transport);
  const areas = Object.entries(contract).map(([area, methods]) => {
    const calls = Object.entries(methods).map(([name, { kind }]) => {
      const read = (input: unknown, options?: CallOptions) =>
        link.read(`${area}.${name}`, input, options?.signal);
      const ask = async (input: unknown, options?: CallOptions) => {
        for await (const value of read(input, options)) return value;
      };
      return [name, kind === 'stream' ? read : ask];
    });
    return [area, Object.fromEntries(calls)];
  });
  return Object.fromEntries(areas) as ClientOf<C>;
}

/** The caller's half of a connection: gives ids, and hands what arrives to the call that it belongs to. */
class ClientLink {
  readonly #calls = new Map<number, (message: protocol.ServerMessage, length: number) => void>();
  #nextId = 0;
  #lost = false;

  constructor(private readonly transport: Transport) {
    transport.onMessage((text) => {
      const message = protocol.decode(protocol.serverMessage, text);
      if (message) this.#calls.get(message.id)?.(message, text?.length ?? 0);
      else transport.close();
    });
    transport.onClose(() => {
      this.#lost = true;
      for (const [id, put] of this.#calls) put({ t: 'err', id, error: connectionLost() }, 0);
    });
  }

  /** One call; a procedure is a stream of one item. What arrived and was not taken is bounded by the window. */
  async *read(method: string, input: unknown, signal?: AbortSignal): AsyncGenerator<unknown, undefined> {
    if (signal?.aborted) throw cancelled();
    if (this.#lost) throw connectionLost();
    const id = this.#nextId++;
    this.#send({ t: 'call', id, method, input });
    const arrived: { message: protocol.ServerMessage; length: number }[] = [];
    let wake = () => {};
    const put = (message: protocol.ServerMessage, length: number) => {
      arrived.push({ message, length });
      wake();
    };
    const onAbort = () => {
      arrived.length = 0;
      put({ t: 'err', id, error: cancelled() }, 0);
    };
    this.#calls.set(id, put);
    signal?.addEventListener('abort', onAbort);
    let answered = false;
    let taken = 0;
    try {
      for (;;) {
        const next = arrived.shift();
        if (!next) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const { message, length } = next;
        answered = message.t !== 'item' && !signal?.aborted;
        if (message.t === 'err') throw AppError.fromData(message.error as ErrorData);
        if (message.t === 'end') return;
        taken += length;
        // In few messages: the producer stops only when a whole window is missing.
        if (message.t === 'item' && taken >= protocol.STREAM_WINDOW / 4) {
          this.#send({ t: 'credit', id, n: taken });
          taken = 0;
        }
        yield message.value;
        if (message.t === 'ok') return;
      }
    } finally {
      this.#calls.delete(id);
      signal?.removeEventListener('abort', onAbort);
      if (!answered) this.#send({ t: 'cancel', id });
    }
  }

  #send(message: protocol.ClientMessage): void {
    this.transport.send(protocol.encode(message));
  }
}

const cancelled = () => toAppError(new DOMException('Aborted', 'AbortError'));

function connectionLost(): AppError {
  const hint = 'Check that Pier is running, and try again when it is connected.';
  return new AppError('connection_lost', 'The connection to Pier was lost.', hint);
}
