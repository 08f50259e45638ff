import { describe, expect, it } from 'vitest';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import { EngineHttpError, toEngineError, toRegistryError } from './engine-errors.ts';

const ATTEMPT = { verb: 'start', operand: 'web' };

/** Wordings of dockerd 20.10 to 28. */
const CASES: [number, string, ErrorCode][] = [
  [
    500,
    'driver failed programming external connectivity on endpoint web (0123): Bind for 0.0.0.0:80 failed: port is already allocated',
    'port_taken',
  ],
  [
    500,
    'driver failed programming external connectivity: Error starting userland proxy: listen tcp4 127.0.0.1:80: bind: address already in use',
    'port_taken',
  ],
  [
    500,
    'failed to set up container networking: driver failed programming external connectivity: failed to bind host port for 0.0.0.0:80: address already in use',
    'port_taken',
  ],
  [
    409,
    'Conflict. The container name "/web" is already in use by container "0123". You have to remove (or rename) that container to be able to reuse that name.',
    'container_name_taken',
  ],
  [404, 'No such container: web', 'container_not_found'],
  [404, 'No such image: nginx:latest', 'image_not_found'],
  [
    409,
    'You cannot remove a running container 0123. Stop the container before attempting removal or force remove',
    'container_running',
  ],
  [
    409,
    'cannot remove container "/web": container is running: stop the container before removing or force remove',
    'container_running',
  ],
  [409, 'Container 0123 is paused. Unpause the container before stopping or killing', 'engine_error'],
  [400, 'invalid reference format: repository name must be lowercase', 'bad_input'],
  [
    400,
    'failed to create shim task: OCI runtime create failed: exec: "nope": executable file not found in $PATH: unknown',
    'bad_input',
  ],
  [400, 'invalid mount config for type "bind": bind source path does not exist: /nope', 'bad_input'],
  [
    400,
    "failed to create task for container: failed to create shim task: OCI runtime create failed: '/srv/x' of this computer is not shared with Pier's machine: add its folder in Settings > File sharing: unknown",
    'path_not_shared',
  ],
  [400, 'something is off', 'bad_input'],
  [500, 'write /var/lib/docker/x: no space left on device', 'engine_error'],
  [501, 'configured logging driver does not support reading', 'engine_error'],
  [503, 'The engine is stopped. Start it with: pier start', 'engine_unreachable'],
  [500, 'out of imagination', 'engine_error'],
];

describe('toEngineError', () => {
  it.each(CASES)('%d %s', (status, message, code) => {
    const error = toEngineError(new EngineHttpError(status, message), ATTEMPT);
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^Cannot start 'web': .*[.!?]$/);
    expect(error.message).toContain(message);
    expect(error.hint).not.toBe('');
  });

  it('tells a lost connection by its code, a cancellation as such, and leaves an AppError alone', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED /x'), { code: 'ECONNREFUSED' });
    expect(toEngineError(refused, ATTEMPT)).toMatchObject({
      code: 'engine_unreachable',
      message: "Cannot start 'web': the engine does not answer (ECONNREFUSED).",
    });
    const aborted = new DOMException('This operation was aborted', 'AbortError');
    expect(toEngineError(aborted, ATTEMPT).code).toBe('cancelled');
    const own = new AppError('bad_input', 'x', 'y');
    expect(toEngineError(own, ATTEMPT)).toBe(own);
    expect(toEngineError(new EngineHttpError(500, ''), ATTEMPT).message).toContain('gave no reason');
  });
});

describe('toRegistryError', () => {
  it.each([
    ['manifest for busybox:nope not found: manifest unknown: manifest unknown', 'name and tag'],
    [
      "pull access denied for secret, repository does not exist or may require 'docker login'",
      'name and tag',
    ],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
      'cannot be reached',
    ],
    ['Get "https://r/v2/": net/http: TLS handshake timeout', 'cannot be reached'],
    ['toomanyrequests: You have reached your pull rate limit.', 'limits pulls'],
  ])('%s', (message, hint) => {
    const error = toRegistryError(new EngineHttpError(500, message), 'pull', 'busybox:nope');
    expect(error).toMatchObject({ code: 'image_pull_failed', hint: expect.stringContaining(hint) });
    expect(error.message).toMatch(/^Cannot pull 'busybox:nope': /);
  });

  it('leaves what is no matter of the registry to the general rules', () => {
    const full = new EngineHttpError(500, 'failed to register layer: no space left on device');
    expect(toRegistryError(full, 'pull', 'x')).toMatchObject({
      code: 'engine_error',
      hint: expect.stringContaining('disk is full'),
    });
  });
});
