import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEndpoint } from '../driver.ts';

/** The parts of the Docker API that have an answer without a Docker. */
const ANSWERS: Record<string, { type: string; body: string }> = {
  '/_ping': { type: 'text/plain', body: 'OK' },
  '/version': {
    type: 'application/json',
    body: JSON.stringify({ Version: '0.0.0-fake', ApiVersion: '1.41', Os: 'linux', Arch: 'amd64' }),
  },
  '/info': {
    type: 'application/json',
    body: JSON.stringify({ ServerVersion: '0.0.0-fake', Containers: 0, Images: 0 }),
  },
  '/containers/json': { type: 'application/json', body: '[]' },
  '/images/json': { type: 'application/json', body: '[]' },
  '/networks': { type: 'application/json', body: '[]' },
  '/volumes': { type: 'application/json', body: JSON.stringify({ Volumes: [], Warnings: null }) },
};

/** An engine without containers on a unix socket of its own. up() and down() may be called again and again. */
export class FakeEngine {
  readonly #dir = mkdtempSync(join(tmpdir(), 'pier-fake-'));
  readonly endpoint: EngineEndpoint = { kind: 'unix', path: join(this.#dir, 'engine.sock') };
  #server: Server | undefined;
  #pause: { over: Promise<void>; end: () => void } | undefined;

  /** Takes requests from now on without an answer, as the engine of a machine that stands still. */
  pause(): void {
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#pause ??= { over, end };
  }

  resume(): void {
    this.#pause?.end();
    this.#pause = undefined;
  }

  async up(): Promise<void> {
    if (this.#server) return;
    const server = createServer(async (request, response) => {
      await this.#pause?.over;
      const path = (request.url ?? '/').replace(/^\/v[\d.]+/, '').split('?')[0] ?? '/';
      if (path === '/events') {
        // Nothing ever happens here: the stream stays open.
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        return;
      }
      const answer = ANSWERS[path];
      response.setHeader('server', 'Docker/0.0.0-fake (linux)');
      response.writeHead(answer ? 200 : 404, { 'content-type': answer?.type ?? 'application/json' });
      response.end(answer?.body ?? JSON.stringify({ message: `The scripted engine has no ${path}.` }));
    });
    this.#server = server;
    const { endpoint } = this;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (endpoint.kind === 'unix') server.listen(endpoint.path, resolve);
    });
  }

  down(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }

  /** Ends it for good. */
  remove(): void {
    this.down();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
