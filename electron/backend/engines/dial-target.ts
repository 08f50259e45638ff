import { connect as connectPlain, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { AppError } from '../../../shared/errors.ts';
import { Places } from '../engine/places.ts';
import { STREAM_BUFFER_BYTES } from '../network/relay.ts';
import { untilReady } from '../network/until-ready.ts';
import type { EngineTarget } from './engine-target.ts';
import { SshStream } from './ssh-stream.ts';

const DIAL_LIMIT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;
/** sshd refuses more than ten connections that have not signed in yet (MaxStartups). */
const SSH_AT_ONCE = 4;

/** Opens connections to the engine of one docker context. */
export class TargetDialer {
  readonly #target: EngineTarget;
  readonly #env: NodeJS.ProcessEnv;
  readonly #signingIn = new Places(SSH_AT_ONCE);

  constructor(target: EngineTarget, env: NodeJS.ProcessEnv) {
    this.#target = target;
    this.#env = env;
  }

  /** Resolves with a connection that takes a request. @throws AppError with the reason; the signal's reason */
  async dial(signal: AbortSignal): Promise<Duplex> {
    const target = this.#target;
    if (target.kind === 'ssh') {
      const leave = await this.#signingIn.take(signal);
      return new SshStream(target, { env: this.#env, onAnswer: leave });
    }
    try {
      return await untilReady(open(target), {
        event: target.kind === 'tcp' && target.tls ? 'secureConnect' : 'connect',
        limitMs: DIAL_LIMIT_MS,
        late: `no connection within ${DIAL_LIMIT_MS / 1000} s`,
        signal,
      });
    } catch (error) {
      throw explainDial(target, error);
    }
  }
}

function open(target: Exclude<EngineTarget, { kind: 'ssh' }>): Socket {
  if (target.kind === 'unix') return connectPlain({ path: target.path, allowHalfOpen: true });
  const { host, port, tls } = target;
  // The last two are there, and missing in the types of TLS.
  const options = { host, port, allowHalfOpen: true, highWaterMark: STREAM_BUFFER_BYTES };
  const socket = tls
    ? connectTls({
        ...options,
        ...(tls.ca && { ca: tls.ca }),
        ...(tls.cert && tls.key && { cert: tls.cert, key: tls.key }),
        ...(isIP(host) ? {} : { servername: host }),
        rejectUnauthorized: tls.verify,
        minVersion: 'TLSv1.2',
      })
    : connectPlain(options);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return socket;
}

/** Codes of node:tls, and of OpenSSL behind it, for a server that is not who it should be. */
const NOT_TRUSTED = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO_|CERT_|ERR_TLS_CERT_ALTNAME)/;

/** What a person can do about a connection that did not come to be. */
export function explainDial(target: EngineTarget, thrown: unknown): AppError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  const place = placeOf(target);
  const fail = (reason: string, hint: string) =>
    new AppError(
      'engine_unreachable',
      `Reach the engine at '${place}': ${reason.replace(/\.$/, '')}.`,
      hint,
      {
        cause: error,
      },
    );
  if (target.kind === 'unix') {
    if (code === 'EACCES')
      return fail(
        'you may not use this socket',
        'Become a member of the group docker, or choose another engine.',
      );
    if (code === 'ENOENT')
      return fail('there is no such socket', 'Start that engine, or choose another one.');
    if (code === 'ECONNREFUSED')
      return fail('nobody listens there', 'Start that engine, or choose another one.');
  }
  if (NOT_TRUSTED.test(code)) {
    return fail(
      `its certificate is not trusted (${error.message})`,
      "See that the context's ca.pem is that of this engine, and that its address is the one in the certificate.",
    );
  }
  if (code.startsWith('ERR_SSL') || code === 'ERR_OSSL' || error.message.includes('alert')) {
    return fail(
      `TLS failed (${error.message})`,
      "See that the engine listens with TLS, and that the context's certificate and key are valid for it.",
    );
  }
  return fail(error.message, 'See that it runs and that this computer reaches it. Pier keeps trying.');
}

function placeOf(target: EngineTarget): string {
  return target.kind === 'unix' ? target.path : `${target.host}${target.port ? `:${target.port}` : ''}`;
}
