import type { CallOptions, ClientOf, Contract } from '../contract/define.ts';
import { AppError, type ErrorData, toAppError } from '../errors.ts';
import * as protocol from './protocol.ts';
import type { Transport } from './transport.ts';

/**
 * Makes an object with a function for each method of the contract. Inputs are validated by the other side. Calls fail
 * with AppError: that of the handler, `connection_lost`, or `cancelled` where the signal aborted. A stream is asked
 * for at its first `next()`; leaving its `for await` cancels it, and so does the signal while it waits.
 * @param streams which methods are streams, `area.method`: all that is needed of the contract but its type
 */
export function createClient<C extends Contract>(
  streams: ReadonlySet<string>,
  transport: Transport,
): ClientOf<C> {
  const link = new ClientLink(transport);
  const methodOf = (method: string) => {
    const read = (input: unknown, options?: CallOptions) => link.read(method, input, options?.signal);
    if (streams.has(method)) return read;
    return async (input: unknown, options?: CallOptions) => {
      for await (const value of read(input, options)) return value;
    };
  };
  return membersMadeOnce((area) => membersMadeOnce((name) => methodOf(`${area}.${name}`))) as ClientOf<C>;
}

/** An object that has each member that is asked for, and the same one again. */
function membersMadeOnce(make: (name: string) => unknown): object {
  return new Proxy<Record<string | symbol, unknown>>(Object.create(null), {
    get(made, name) {
      // An object with a 'then' would be taken for a promise where it is awaited.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      made[name] ??= make(name);
      return made[name];
    },
  });
}

/** The caller's half of a connection: gives ids, and hands what arrives to the call that it belongs to. */
class ClientLink {
  readonly #calls = new Map<number, (message: protocol.ServerMessage, length: number) => void>();
  #nextId = 0;
  #lost = false;

  constructor(private readonly transport: Transport) {
    transport.onMessage((text) => {
      const message = protocol.decodeServerMessage(text);
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
