/** Settings of the shell that Pier was started from would lead a plugin elsewhere than the dashboard shows. */
const FOREIGN_SETTINGS =
  /^(COMPOSE_.*|BUILDX_.*|BUILDKIT_.*|DOCKER_(HOST|CONTEXT|TLS|TLS_VERIFY|CERT_PATH|API_VERSION|STACK_ORCHESTRATOR))$/;

/** The environment of a docker plugin that works on the engine that Pier shows. */
export function engineEnv(env: NodeJS.ProcessEnv, dockerSocket: string): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !FOREIGN_SETTINGS.test(name));
  return { ...Object.fromEntries(own), DOCKER_HOST: `unix://${dockerSocket}` };
}
