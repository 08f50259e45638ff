import type { ClientOf } from '../contract/define.ts';
import type { ExtensionApi } from '../contract/extension-api.ts';
import { toAppError } from '../errors.ts';

export interface RequestConfig {
  url: string;
  method: string;
  headers?: Record<string, string>;
  data?: unknown;
}

export interface HttpService {
  get(url: string): Promise<unknown>;
  post(url: string, data: unknown): Promise<unknown>;
  put(url: string, data: unknown): Promise<unknown>;
  patch(url: string, data: unknown): Promise<unknown>;
  delete(url: string): Promise<unknown>;
  head(url: string): Promise<unknown>;
  request(config: RequestConfig): Promise<unknown>;
}

/** What the backend refused with. Its message is the body of the answer. */
export interface ServiceError extends Error {
  statusCode: number;
}

type Request = ClientOf<ExtensionApi>['vm']['request'];

/**
 * Requests to the extension's backend. Each answers the body: what JSON.parse takes as a value, else the text. Data that
 * is no text goes as JSON; there is no limit to the time.
 * @param fetchPage for addresses elsewhere
 */
export function makeService(request: Request, fetchPage: typeof fetch): HttpService {
  const send = async ({ url, method, headers, data }: RequestConfig): Promise<unknown> => {
    const body = bodyOf(data);
    const sent = {
      method: String(method || 'GET').toUpperCase(),
      url: String(url),
      headers: withType(headers, data),
      ...(body !== undefined && { body }),
    };
    if (/^https?:\/\//i.test(sent.url)) return elsewhere(fetchPage, sent);
    let status = 0;
    let reason = '';
    let text = '';
    try {
      for await (const item of request(sent)) {
        if ('text' in item) text += item.text;
        else ({ status, reason } = item);
      }
    } catch (thrown) {
      throw serviceError('Error', toAppError(thrown).message, 500);
    }
    return bodyValue(status, reason, text);
  };
  const plain = (method: string) => (url: string) => send({ url, method });
  const carrying = (method: string) => (url: string, data: unknown) => send({ url, method, data });
  return {
    get: plain('GET'),
    head: plain('HEAD'),
    delete: plain('DELETE'),
    post: carrying('POST'),
    put: carrying('PUT'),
    patch: carrying('PATCH'),
    request: (config) => send(config),
  };
}

async function elsewhere(
  fetchPage: typeof fetch,
  { url, ...init }: { url: string; method: string; headers: Record<string, string>; body?: string },
): Promise<unknown> {
  const answer = await fetchPage(url, init);
  return bodyValue(answer.status, answer.statusText, await answer.text());
}

function bodyValue(status: number, reason: string, text: string): unknown {
  if (status < 200 || status >= 300) throw serviceError(reason || 'Error', text, status);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function serviceError(name: string, message: string, statusCode: number): ServiceError {
  const error = new Error(message);
  // Listed, as the members of an object that was sent are: extensions show it as JSON.
  for (const [key, value] of Object.entries({ name, message, statusCode })) {
    Object.defineProperty(error, key, { value, enumerable: true });
  }
  return error as ServiceError;
}

function bodyOf(data: unknown): string | undefined {
  if (data === undefined || data === null) return undefined;
  return typeof data === 'string' ? data : JSON.stringify(data);
}

function withType(headers: Record<string, string> | undefined, data: unknown): Record<string, string> {
  const given = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  const isObject = data !== undefined && data !== null && typeof data !== 'string';
  const hasType = given.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    ...(isObject && !hasType && { 'Content-Type': 'application/json' }),
    ...Object.fromEntries(given),
  };
}
