import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';
import { makeKeys, signMetadata } from './metadata-signature.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A generic update server on this computer, for tests: metadata, and files of a release. */
export class TestUpdateServer {
  readonly keys = makeKeys();
  /** What was asked for, in order, without what is added against caches. */
  readonly asked: string[] = [];
  /** The headers of the last request. */
  headers: IncomingMessage['headers'] = {};
  readonly #answers = new Map<string, Answer>();
  readonly #server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://server');
    this.asked.push(pathname);
    this.headers = request.headers;
    const answer = this.#answers.get(pathname.slice(1));
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get source() {
    return { url: this.url, publicKeys: [this.keys.publicKey] };
  }

  serve(name: string, answer: Answer | string | Buffer): void {
    this.#answers.set(
      name,
      typeof answer === 'function'
        ? answer
        : (_request, response) =>
            response.writeHead(200, { 'content-length': Buffer.byteLength(answer) }).end(answer),
    );
  }

  /** Publishes a version as electron-builder and the release's script would. @returns the metadata as it is served */
  release(
    version: string,
    options: { metadata?: string; file?: string; content?: Buffer; extra?: object; privateKey?: string } = {},
  ): string {
    const { metadata = `latest-linux${ARCH}.yml`, content = Buffer.from(`version ${version}`) } = options;
    const { file = `Pier-${version}.AppImage`, extra = {}, privateKey = this.keys.privateKey } = options;
    const sha512 = createHash('sha512').update(content).digest('base64');
    const text = stringify({
      version,
      files: [{ url: file, sha512, size: content.length }],
      releaseDate: '2026-11-01T12:00:00.000Z',
      releaseNotes: `Notes of ${version}`,
      ...extra,
    });
    const signed = signMetadata(metadata, text, [privateKey]);
    this.serve(metadata, signed);
    this.serve(encodeURIComponent(file), content);
    return signed;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** As electron-builder adds it to the names of metadata for Linux. */
export const ARCH = process.arch === 'x64' ? '' : `-${process.arch}`;
