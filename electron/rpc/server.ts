import { z } from 'zod';
import type { CallContext, Contract, HandlersOf, Role } from '../../shared/contract/define.ts';
import { AppError } from '../../shared/errors.ts';
import { type ClientMessage, clientMessage, decode } from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import type { Logger } from '../backend/log/logger.ts';
import { ServerCall } from './server-call.ts';

/** How many calls of one connection may be under way. */
const CALL_LIMIT = 4096;

const HINTS = {
  unknown_method: 'Use the same version of Pier on both sides: reload the page, or restart Pier.',
  forbidden: 'Use the desktop app or the pier command on the machine that runs Pier.',
  bad_input: 'Correct what is named and try again.',
} as const;

type Handler = (input: unknown, context: CallContext) => unknown;

export interface ServeOptions<C extends Contract> {
  contract: C;
  handlers: HandlersOf<C>;
  transport: Transport;
  /** Who is at the other end, as the transport's owner knows it. */
  role: Role;
  log: Logger;
}

/**
 * Answers the calls that come over a transport until it closes, which aborts all that are under way. Inputs are
 * validated here; outputs are what the handlers' types say. A stream's handler is asked for its next item only while
 * the caller's window is open; it must honour its signal while it waits for something itself.
 */
export function serve<C extends Contract>(options: ServeOptions<C>): void {
  const { transport, log, role } = options;
  const calls = new Map<number, ServerCall>();
  transport.onMessage((text) => {
    const message = decode(clientMessage, text);
    const call = message && calls.get(message.id);
    if (!message || (message.t === 'call' && (call || calls.size >= CALL_LIMIT))) {
      log.warn('Closed a connection that does not keep to the protocol.', { role, length: text?.length });
      transport.close();
    } else if (message.t === 'call') {
      const opened = new ServerCall(message.id, transport);
      calls.set(message.id, opened);
      void answer(opened, message, options).finally(() => calls.delete(message.id));
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

/** Never rejects: whatever goes wrong is the caller's answer. */
async function answer<C extends Contract>(
  call: ServerCall,
  { method, input }: ClientMessage & { t: 'call' },
  { contract, handlers, role, log }: ServeOptions<C>,
): Promise<void> {
  const refuse = (code: keyof typeof HINTS, cause: string) =>
    new AppError(code, `Cannot call '${method}': ${cause}.`, HINTS[code]);
  try {
    const [area = '', name = '', ...rest] = method.split('.');
    const methods = Object.hasOwn(contract, area) ? contract[area] : undefined;
    const definition =
      methods && rest.length === 0 && Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (!definition) throw refuse('unknown_method', 'this backend does not know it');
    const kind = role.startsWith('extension:') ? 'extension' : role;
    if (!definition.roles.some((allowed) => allowed === kind))
      throw refuse('forbidden', `it is not open to '${kind}'`);
    const parsed = definition.input.safeParse(input);
    if (!parsed.success)
      throw refuse('bad_input', z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' '));
    const handler = (handlers as Record<string, Record<string, Handler>>)[area]?.[name];
    const output = handler?.(parsed.data, { role, signal: call.abort.signal });
    if (definition.kind === 'stream') await call.pump(output as AsyncIterable<unknown>);
    else call.send({ t: 'ok', id: call.id, value: await output });
  } catch (thrown) {
    const error = call.fail(thrown);
    if (error.code === 'internal')
      log.error(`'${method}' failed.`, { error: String(error.cause ?? error), stack: error.stack });
  }
}
