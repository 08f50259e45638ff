import { z } from 'zod';
import { type ClientMessage, parseMessage } from '../../shared/rpc/protocol.ts';

const id = z.number().int().nonnegative();
const clientMessage: z.ZodType<ClientMessage> = z.discriminatedUnion('t', [
  z.object({ t: z.literal('call'), id, method: z.string().max(200), input: z.unknown() }),
  z.object({ t: z.literal('cancel'), id }),
  z.object({ t: z.literal('credit'), id, n: z.number().int().positive() }),
]);

/** undefined for what is no message of a caller: the connection that it came on is not to be trusted. */
export function decodeClientMessage(text: string | undefined): ClientMessage | undefined {
  return clientMessage.safeParse(parseMessage(text)).data;
}
