import type { ExtensionAbility } from '../contract/extensions.ts';

type Container = Extract<ExtensionAbility, { kind: 'container' }>;

/**
 * What a version of an extension wants to do that the one before does not. Of a container that is there already it is what
 * is new alone; another build of a program is nothing new.
 */
export function addedAbilities(
  before: readonly ExtensionAbility[],
  now: readonly ExtensionAbility[],
): ExtensionAbility[] {
  return now.flatMap((ability): ExtensionAbility[] => {
    if (ability.kind === 'container') {
      const was = before.find(
        (each): each is Container => each.kind === 'container' && each.service === ability.service,
      );
      return was ? addedTo(was, ability) : [ability];
    }
    const isKnown = before.some(
      (each) =>
        each.kind === ability.kind &&
        (each.kind !== 'host-program' || ability.kind !== 'host-program' || each.name === ability.name),
    );
    return isKnown ? [] : [ability];
  });
}

function addedTo(was: Container, now: Container): Container[] {
  const lists = {
    capabilities: without(now.capabilities, was.capabilities),
    mounts: without(now.mounts, was.mounts),
    ports: without(now.ports, was.ports),
    shares: without(now.shares, was.shares),
    devices: without(now.devices, was.devices),
    others: without(now.others, was.others),
  };
  const privileged = now.privileged && !was.privileged;
  const isMore = privileged || Object.values(lists).some((list) => list.length > 0);
  return isMore ? [{ ...now, ...lists, privileged }] : [];
}

function without<T>(all: readonly T[], known: readonly T[]): T[] {
  const seen = new Set(known.map((each) => JSON.stringify(each)));
  return all.filter((each) => !seen.has(JSON.stringify(each)));
}
