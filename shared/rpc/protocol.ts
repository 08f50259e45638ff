import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The longest message, in UTF-16 units. A transport that counts bytes allows three for each. */
export const MAX_MESSAGE_LENGTH = 4 * 1024 * 1024;

/**
 * How much of a stream may be under way, in UTF-16 units: sent, and not yet taken by its consumer. One item may
 * overshoot it. The consumer gives back what it took in `credit` messages; without them the producer is not asked
 * for more, however much the transport would buffer.
 */
export const STREAM_WINDOW = 512 * 1024;

const id = z.number().int().nonnegative();
// Any code: that of a newer backend must reach the user too.
const error = z.object({ code: z.string(), message: z.string(), hint: z.string() });

/** What a caller says. Ids are its own and never used twice on a connection. */
export const clientMessage = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id, method: z.string().max(200), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id }),
  z.object({ t: z.literal('credit'), id, n: z.number().int().positive() }),
]);

/** What the backend answers: one `ok`, or `item`s and an `end`, or an `err`; nothing after a `cancel`. */
export const serverMessage = z.discriminatedUnion('t', [
  z.object({ t: z.literal('ok'), id, value: z.unknown() }),
  z.object({ t: z.literal('item'), id, value: z.unknown() }),
  z.object({ t: z.literal('end'), id }),
  z.object({ t: z.literal('err'), id, error }),
]);

export type ClientMessage = z.infer<typeof clientMessage>;
export type ServerMessage = z.infer<typeof serverMessage>;

/** @throws AppError `bad_input` where the message is too long; what JSON.stringify throws of a value. */
export function encode(message: ClientMessage | ServerMessage): string {
  const text = JSON.stringify(message);
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  const size = `${text.length} characters, and the limit is ${MAX_MESSAGE_LENGTH}`;
  throw new AppError('bad_input', `Cannot send a message: it has ${size}.`, 'Ask for less at once.');
}

/** undefined for what is not a message of this kind: the connection that it came on is not to be trusted. */
export function decode<S extends z.ZodType>(schema: S, text: string | undefined): z.output<S> | undefined {
  if (text === undefined || text.length > MAX_MESSAGE_LENGTH) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
