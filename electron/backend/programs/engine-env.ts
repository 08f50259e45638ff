import { dockerHostOf } from '../../../vm/socket-address.ts';
import { helperPath } from '../credentials/helper-path.ts';

/** Settings of the shell that Pier was started from would lead a plugin elsewhere than the dashboard shows. */
const FOREIGN_SETTINGS =
  /^(COMPOSE_.*|BUILDX_.*|BUILDKIT_.*|DOCKER_(HOST|CONTEXT|TLS|TLS_VERIFY|CERT_PATH|API_VERSION|STACK_ORCHESTRATOR))$/;

/**
 * The environment of a docker plugin that works on the engine that Pier shows. It finds the programs that keep logins,
 * which are seldom on the PATH of what was started from a menu.
 */
export function engineEnv(env: NodeJS.ProcessEnv, dockerSocket: string): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !FOREIGN_SETTINGS.test(name));
  return { ...Object.fromEntries(own), PATH: helperPath(env), DOCKER_HOST: dockerHostOf(dockerSocket) };
}
