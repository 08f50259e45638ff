import type { ExtensionAbility } from '../../../../shared/contract/extensions.ts';
import { t } from '../../../i18n/index.ts';

export interface AbilityLine {
  text: string;
  /** With it more than the extension's own things are in its reach. */
  isDanger: boolean;
}

export type ContainerAbility = Extract<ExtensionAbility, { kind: 'container' }>;

/** What a container of an extension may do, in words, the most far-reaching first. */
export function describeContainer(container: ContainerAbility): AbilityLine[] {
  const lines = containerLines(container);
  const isContained = !lines.some(({ isDanger }) => isDanger);
  return isContained ? [{ text: t.abilities.contained, isDanger: false }, ...lines] : lines;
}

function containerLines(container: ContainerAbility): AbilityLine[] {
  const { privileged, capabilities, mounts, ports, shares, devices, others } = container;
  const texts = t.abilities;
  const danger = (text: string) => ({ text, isDanger: true });
  const calm = (text: string) => ({ text, isDanger: false });
  return [
    ...(privileged ? [danger(texts.privileged)] : []),
    ...(mounts.some(({ kind }) => kind === 'engine') ? [danger(texts.engineSocket)] : []),
    ...shares.map((share) => danger(texts.shares[share])),
    ...mounts
      .filter(({ kind }) => kind === 'host')
      .map(({ source, target, readOnly }) =>
        danger(readOnly ? texts.hostMountReadOnly(source, target) : texts.hostMount(source, target)),
      ),
    ...(devices.length > 0 ? [danger(texts.devices(devices.join(', ')))] : []),
    ...(capabilities.length > 0 ? [danger(texts.capabilities(capabilities.join(', ')))] : []),
    ...(others.length > 0 ? [danger(texts.others(others.join(', ')))] : []),
    ...(ports.length > 0 ? [calm(texts.ports(ports.join(', ')))] : []),
    ...mounts
      .filter(({ kind }) => kind === 'volume')
      .map(({ source, target }) => calm(texts.volume(source || '–', target))),
    ...mounts.filter(({ kind }) => kind === 'memory').map(({ target }) => calm(texts.memory(target))),
  ];
}

/** What a version may do that the one before may not: see addedAbilities(). */
export function describeAdded(added: readonly ExtensionAbility[]): AbilityLine[] {
  const texts = t.abilities;
  return added.flatMap((ability): AbilityLine[] => {
    switch (ability.kind) {
      case 'page':
        return [{ text: texts.page(ability.title), isDanger: false }];
      case 'docker-commands':
        return [{ text: texts.dockerCommands, isDanger: true }];
      case 'host-program':
        return [{ text: texts.runProgram(ability.name), isDanger: true }];
      case 'container': {
        const lines = containerLines(ability);
        if (lines.length === 0) return [{ text: texts.container(ability.service), isDanger: false }];
        return lines.map((line) => ({ ...line, text: texts.inContainer(ability.service, line.text) }));
      }
      default:
        return [];
    }
  });
}

/** The parts that are shown each in its own place. */
export function sortAbilities(abilities: readonly ExtensionAbility[]) {
  const of = <K extends ExtensionAbility['kind']>(kind: K) =>
    abilities.filter((each): each is Extract<ExtensionAbility, { kind: K }> => each.kind === kind);
  return {
    page: of('page')[0],
    dockerCommands: of('docker-commands').length > 0,
    containers: of('container'),
    programs: of('host-program'),
  };
}
