import { request } from 'node:http';

export interface UnixAnswer {
  status: number;
  text: string;
}

/** One request over a unix socket, with JSON. @throws Error where nobody answers within `timeoutMs` */
export function askOverSocket(
  socketPath: string,
  path: string,
  options: { body?: unknown; timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<UnixAnswer> {
  const { body, timeoutMs, signal } = options;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const question = request({
      ...{ socketPath, path, agent: false, timeout: timeoutMs },
      method: text === undefined ? 'GET' : 'POST',
      ...(signal && { signal }),
      ...(text !== undefined && {
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      }),
    });
    question.on('error', reject);
    question.on('timeout', () => question.destroy(new Error(`No answer within ${timeoutMs} ms.`)));
    question.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    question.end(text);
  });
}
