import type { EngineRegistries } from '../driver.ts';

export const NO_REGISTRIES: EngineRegistries = { mirrors: [], insecure: [], certificates: {} };

/** What every engine adds by itself. */
const OWN_NETWORKS = ['127.0.0.0/8', '::1/128'];

/** What the guest was told last, to compare. */
export function registriesText(registries: EngineRegistries): string {
  return `${JSON.stringify(registries)}\n`;
}

/**
 * The files of /etc/docker that say it to an engine. Certificates count from the next question to a registry on, the
 * others when the engine reads its configuration again.
 * @see https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file
 * @see https://docs.docker.com/engine/security/certificates/
 */
export function registryFiles(registries: EngineRegistries): Record<string, string> {
  const { mirrors, insecure, certificates } = registries;
  const daemon = { 'registry-mirrors': mirrors, 'insecure-registries': insecure };
  return {
    'daemon.json': `${JSON.stringify(daemon)}\n`,
    ...Object.fromEntries(
      Object.entries(certificates).map(([host, pem]) => [`certs.d/${host}/ca.crt`, pem] as const),
    ),
    registries: registriesText(registries),
  };
}

/** Whether the engine uses these and no others, by its answer to `docker info`'s RegistryConfig. */
export function hasRegistries(registryConfig: string, { mirrors, insecure }: EngineRegistries): boolean {
  let config: {
    Mirrors?: string[] | null;
    InsecureRegistryCIDRs?: string[] | null;
    IndexConfigs?: Record<string, { Secure?: boolean }> | null;
  };
  try {
    config = JSON.parse(registryConfig) ?? {};
  } catch {
    return false;
  }
  const networks = (config.InsecureRegistryCIDRs ?? []).filter((each) => !OWN_NETWORKS.includes(each));
  const hosts = Object.entries(config.IndexConfigs ?? {}).filter(([, { Secure }]) => Secure === false);
  const wantedHosts = insecure.filter((each) => !each.includes('/'));
  // A network is told back in another form.
  const wantedNetworks = insecure.filter((each) => each.includes('/') && !OWN_NETWORKS.includes(each));
  return (
    isSame(config.Mirrors ?? [], mirrors) &&
    isSame(
      hosts.map(([host]) => host),
      wantedHosts,
    ) &&
    networks.length === wantedNetworks.length
  );
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}
