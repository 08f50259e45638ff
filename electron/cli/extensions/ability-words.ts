import type { ExtensionAbility, ExtensionPermissions } from '../../../shared/contract/extensions.ts';
import { printBytes } from '../../../shared/model/settings.ts';

type Container = Extract<ExtensionAbility, { kind: 'container' }>;

const SHARES: Readonly<Record<Container['shares'][number], string>> = {
  network: "the engine's own network",
  processes: 'all processes of the engine',
  ipc: "the engine's shared memory",
  users: "the engine's own users",
};

/**
 * What an extension wants to do, a line for each, with what a person refuses named as such.
 * @param permissions what is to be granted
 */
export function abilityLines(
  abilities: readonly ExtensionAbility[],
  permissions: ExtensionPermissions,
): string[] {
  return abilities.flatMap((ability) => {
    switch (ability.kind) {
      case 'page':
        return [`show the page '${ability.title}', which may ask any address of the network`];
      case 'docker-commands':
        return [
          permissions.dockerCommands
            ? 'run docker commands: whatever you can do with Docker'
            : 'run docker commands: refused',
        ];
      case 'container':
        return containerLines(ability);
      case 'host-program': {
        const what = `${ability.name} (${sizeWords(ability.sizeBytes)}, SHA-256 ${ability.sha256})`;
        return [
          permissions.hostPrograms
            ? `run on this computer: ${what}`
            : `run on this computer: refused: ${what}`,
        ];
      }
      default:
        return [];
    }
  });
}

function containerLines(container: Container): string[] {
  const { service, image, privileged, capabilities, mounts, ports, shares, devices, others } = container;
  const all = [
    privileged && 'all of the computer that the engine runs on',
    ...mounts.map(mountWords),
    ...shares.map((each) => SHARES[each]),
    ...capabilities.map((each) => `the Linux capability ${each}`),
    ...devices.map((each) => `the device ${each}`),
    ...ports.map((each) => `a port of this computer: ${each}`),
    ...others.map((each) => `in its compose file: ${each}`),
  ].filter((each) => typeof each === 'string');
  const head = `run the container '${service}' of ${image}`;
  return all.length === 0 ? [head] : [`${head}, with`, ...all.map((each) => `  ${each}`)];
}

function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : printBytes(bytes);
}

function mountWords({ kind, source, target, readOnly }: Container['mounts'][number]): string {
  const mode = readOnly ? ', to read alone' : '';
  switch (kind) {
    case 'engine':
      return `Docker's own socket: whatever Docker can do (${target})`;
    case 'host':
      return `the path ${source} of the engine's computer${mode} (${target})`;
    case 'volume':
      return `the volume ${source}${mode} (${target})`;
    default:
      return `memory (${target})`;
  }
}
