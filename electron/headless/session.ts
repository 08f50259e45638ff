import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Other names would let a page of the wide web reach us through its own DNS (rebinding). */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Who may talk to the headless host: a browser that was opened with the printed token, which it exchanges once for a
 * cookie that scripts cannot read and other sites cannot send.
 */
export class Session {
  /** For the printed address; 256 random bits. */
  readonly token = randomBytes(32).toString('base64url');
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #cookieName: string;

  /** @param port cookies know no ports: two hosts on one machine must not overwrite each other's */
  constructor(port: number) {
    this.#cookieName = `pier-${port}`;
  }

  isToken(given: string): boolean {
    return sameText(given, this.token);
  }

  /** The value of a `Set-Cookie` header. */
  cookie(): string {
    return `${this.#cookieName}=${this.#secret}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isSignedIn(request: IncomingMessage): boolean {
    const cookies = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const prefix = `${this.#cookieName}=`;
    return cookies.some(
      (pair) => pair.startsWith(prefix) && sameText(pair.slice(prefix.length), this.#secret),
    );
  }
}

/** The port is free: an SSH forward may give us another one. */
export function hasLoopbackHost(request: IncomingMessage): boolean {
  const host = request.headers.host ?? '';
  return LOOPBACK_NAMES.has(host.replace(/:\d{1,5}$/, '').toLowerCase());
}

/** True for a WebSocket or a PUT of a page of ours. Browsers always send an Origin with both. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host}`;
}

/** Takes as long whatever differs. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
