import { AppError } from '../../../shared/errors.ts';
import { DOCKER_HUB } from '../../../shared/model/registry-server.ts';

/**
 * The registry that an image's name leads to, as the docker command reads it: what stands before the first slash where
 * that has a dot, a colon or capitals, or is "localhost"; else Docker Hub.
 * @see https://github.com/distribution/reference normalize.go
 */
export function registryOfImage(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  return isRegistry && first !== 'index.docker.io' ? first : 'docker.io';
}

/** How a registry is called in stores of credentials. */
export function serverKey(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? DOCKER_HUB : registry;
}

/**
 * As the helpers of the docker command look at an address before they keep something for it.
 * @throws AppError `bad_input`
 * @see https://github.com/docker/docker-credential-helpers registryurl/parse.go
 */
export function checkServer(server: string): void {
  const [, scheme, host = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/|\/\/)?([^/?#]*)/i.exec(server) ?? [];
  const hasControl = [...server].some((character) => character < ' ' || character === '\x7f');
  const cause = hasControl
    ? 'invalid control character in URL'
    : scheme !== undefined && !/^https?$/i.test(scheme)
      ? `unsupported scheme: ${scheme}`
      : host === ''
        ? 'no hostname in URL'
        : undefined;
  if (cause) throw new AppError('bad_input', cause, 'Write it like registry.example:5000.');
}
