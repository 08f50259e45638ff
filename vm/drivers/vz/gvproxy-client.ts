import { z } from 'zod';
import { askOverSocket } from './unix-http.ts';

const ANSWER_TIMEOUT_MS = 5000;

const forwards = z.array(
  z.object({ local: z.string(), remote: z.string(), protocol: z.string().default('tcp') }),
);

/** A forward as gvproxy has it: "127.0.0.1:8080" and "10.0.2.15:80". */
export type GvproxyForward = z.infer<typeof forwards>[number];

/** gvproxy's forwards: https://github.com/containers/gvisor-tap-vsock#port-forwarding */
export class GvproxyClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** @throws Error where gvproxy does not answer */
  async all(timeoutMs = ANSWER_TIMEOUT_MS): Promise<GvproxyForward[]> {
    const { status, text } = await this.#ask('all', undefined, timeoutMs);
    if (status !== 200) throw new Error(`gvproxy answers ${status}: ${text.trim()}`);
    return forwards.parse(JSON.parse(text));
  }

  /** @returns why this computer does not give the port; undefined where it does. @throws Error for all else */
  async expose(forward: GvproxyForward): Promise<string | undefined> {
    const { status, text } = await this.#ask('expose', forward);
    if (status === 200) return undefined;
    // What it could not do; 400 is what it could not understand.
    if (status === 500) return text.trim();
    throw new Error(`gvproxy answers ${status}: ${text.trim()}`);
  }

  /** Idempotent. Connections that are open go on. @throws Error where gvproxy does not answer */
  async unexpose({ local, protocol }: Pick<GvproxyForward, 'local' | 'protocol'>): Promise<void> {
    const { status, text } = await this.#ask('unexpose', { local, protocol });
    if (status === 200 || text.trim() === 'proxy not found') return;
    throw new Error(`gvproxy answers ${status}: ${text.trim()}`);
  }

  #ask(name: string, body?: unknown, timeoutMs = ANSWER_TIMEOUT_MS) {
    return askOverSocket(this.#socket, `/services/forwarder/${name}`, { body, timeoutMs });
  }
}
