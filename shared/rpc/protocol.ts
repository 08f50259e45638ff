import { AppError } from '../errors.ts';

/** The longest message, in UTF-16 units. A transport that counts bytes allows three for each. */
export const MAX_MESSAGE_LENGTH = 4 * 1024 * 1024;

/**
 * How much of a stream may be under way, in UTF-16 units: sent, and not yet taken by its consumer. One item may
 * overshoot it. The consumer gives back what it took in `credit` messages; without them the producer is not asked
 * for more, however much the transport would buffer.
 */
export const STREAM_WINDOW = 512 * 1024;

/** What a caller says. Ids are its own and never used twice on a connection. */
export type ClientMessage =
  | { t: 'call'; id: number; method: string; input?: unknown }
  | { t: 'cancel'; id: number }
  | { t: 'credit'; id: number; n: number };

/** What the backend answers: one `ok`, or `item`s and an `end`, or an `err`; nothing after a `cancel`. */
export type ServerMessage =
  | { t: 'ok'; id: number; value?: unknown }
  | { t: 'item'; id: number; value?: unknown }
  | { t: 'end'; id: number }
  // Any code: that of a newer backend must reach the user too.
  | { t: 'err'; id: number; error: { code: string; message: string; hint: string } };

/** @throws AppError `bad_input` where the message is too long; what JSON.stringify throws of a value. */
export function encode(message: ClientMessage | ServerMessage): string {
  const text = JSON.stringify(message);
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  const size = `${text.length} characters, and the limit is ${MAX_MESSAGE_LENGTH}`;
  throw new AppError('bad_input', `Cannot send a message: it has ${size}.`, 'Ask for less at once.');
}

/** undefined for what is no JSON, or too long. */
export function parseMessage(text: string | undefined): unknown {
  if (text === undefined || text.length > MAX_MESSAGE_LENGTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * undefined for what is no answer: the connection that it came on is not to be trusted. By hand, so that a command needs
 * no library of schemas for it.
 */
export function decodeServerMessage(text: string | undefined): ServerMessage | undefined {
  const message = parseMessage(text);
  if (!isObject(message) || !Number.isSafeInteger(message.id) || (message.id as number) < 0) return undefined;
  const { t, error } = message;
  const isKnown = t === 'ok' || t === 'item' || t === 'end' || (t === 'err' && isError(error));
  return isKnown ? (message as ServerMessage) : undefined;
}

function isError(value: unknown): boolean {
  return isObject(value) && [value.code, value.message, value.hint].every((each) => typeof each === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
