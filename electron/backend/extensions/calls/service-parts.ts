import { STATUS_CODES } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import type { ServiceClient, ServiceRequest } from './service-client.ts';

export type ServicePart = { status: number; reason: string } | { text: string };

/** The answer of an extension's backend: the status, then the body as it comes. @throws AppError where there is none */
export async function* serviceParts(
  client: ServiceClient,
  sent: ServiceRequest,
  signal: AbortSignal,
): AsyncGenerator<ServicePart, void, void> {
  try {
    const answer = await client.send({ ...sent, method: sent.method.toUpperCase() }, signal);
    const status = answer.statusCode ?? 0;
    yield { status, reason: STATUS_CODES[status] ?? answer.statusMessage ?? '' };
    const decoder = new StringDecoder('utf8');
    try {
      for await (const chunk of answer) {
        const text = decoder.write(chunk as Buffer);
        if (text !== '') yield { text };
      }
    } finally {
      answer.destroy();
    }
  } catch (error) {
    throw explain(error, sent);
  }
}

function explain(error: unknown, { method, url }: ServiceRequest): AppError {
  const known = toAppError(error);
  if (known.code !== 'internal') return known;
  return new AppError(
    'extension_backend_down',
    `${method} '${url}' of the extension's backend: ${known.message}.`,
    'Its containers may tell why: look at their logs.',
    { cause: error },
  );
}
