import {
  Agent as HttpAgent,
  type IncomingMessage,
  type RequestOptions,
  request as requestPlain,
} from 'node:http';
import { Agent as HttpsAgent, request as requestTls } from 'node:https';
import type { Socket } from 'node:net';
import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';

/** `/_ping` answers "OK"; more than this is not an engine. */
const ANSWER_LIMIT_BYTES = 4096;

export interface EngineAnswer {
  /** "26.1.5"; undefined where the engine does not tell (it is not Docker). */
  engineVersion: string | undefined;
}

/** Asks one engine whether it answers. */
export interface EngineProbe {
  /** `GET /_ping`. @throws Error with the reason, after `timeoutMs` at the latest */
  ping(timeoutMs: number): Promise<EngineAnswer>;
  /** The engine closed the connection that pings go over: a reason to ask at once. */
  onDrop(listener: () => void): () => void;
  close(): void;
}

/**
 * A probe over one kept connection, so that a ping costs no handshake and an engine that ends is noticed at once.
 * `/_ping`: https://docs.docker.com/reference/api/engine/version/v1.47/#tag/System/operation/SystemPing
 */
export function createEngineProbe(endpoint: EngineEndpoint): EngineProbe {
  const drops = new Emitter<void>();
  const keep = { keepAlive: true, maxSockets: 1 };
  const target: RequestOptions =
    endpoint.kind === 'unix'
      ? { socketPath: endpoint.path, agent: new HttpAgent(keep) }
      : {
          host: endpoint.host,
          port: endpoint.port,
          agent: new HttpsAgent({ ...keep, ca: endpoint.ca, cert: endpoint.cert, key: endpoint.key }),
        };
  const request = endpoint.kind === 'unix' ? requestPlain : requestTls;
  const watched = new WeakSet<Socket>();
  let closed = false;

  const watchSocket = (socket: Socket) => {
    if (watched.has(socket)) return;
    watched.add(socket);
    socket.once('close', () => {
      if (!closed) drops.emit();
    });
  };

  return {
    ping(timeoutMs) {
      return new Promise((resolve, reject) => {
        const call = request({ ...target, path: '/_ping', method: 'GET' });
        const timer = setTimeout(
          () => call.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
          timeoutMs,
        );
        const settle = () => clearTimeout(timer);
        call.once('socket', watchSocket);
        call.once('error', (error) => {
          settle();
          reject(error);
        });
        call.once('response', (response) => {
          readAnswer(response).then(resolve, reject).finally(settle);
        });
        call.end();
      });
    },
    onDrop: (listener) => drops.on(listener),
    close() {
      closed = true;
      drops.clear();
      if (target.agent instanceof HttpAgent) target.agent.destroy();
    },
  };
}

async function readAnswer(response: IncomingMessage): Promise<EngineAnswer> {
  let body = '';
  for await (const chunk of response) {
    body += chunk;
    if (body.length > ANSWER_LIMIT_BYTES) throw new Error('the answer to /_ping is too long for an engine');
  }
  if (response.statusCode !== 200) {
    const words = body.trim().slice(0, 200);
    throw new Error(`/_ping answered ${response.statusCode}${words && `: ${words}`}`);
  }
  const server = String(response.headers.server ?? '');
  return { engineVersion: /^Docker\/(\S+)/.exec(server)?.[1] };
}
