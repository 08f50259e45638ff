import { AppError } from '../../../shared/errors.ts';
import { type GuestPath, splitBind } from '../../../vm/windows-path.ts';
import { type JsonPath, replaceJsonStrings } from './json-strings.ts';

/** See VmDriver. */
export type FindGuestPath = (source: string) => GuestPath | undefined;

/** Requests whose body names folders of this computer. */
export function namesFolders(method: string, target: string): boolean {
  return (
    method === 'POST' &&
    /^(?:\/v[\d.]+)?\/(?:containers\/create|services\/create|services\/[^/]+\/update|volumes\/create)$/.test(
      pathOf(target),
    )
  );
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

/**
 * The body of such a request with the guest's names of what it mounts. Every other byte stays.
 * @throws AppError path_not_shared where the guest does not see a folder; SyntaxError where it is no JSON, which the engine then says better
 */
export function translateMounts(body: string, guestPath: FindGuestPath): string {
  const root: unknown = JSON.parse(body);
  const translate = (source: string): string => {
    const found = guestPath(source);
    if (found && 'refused' in found) throw notShared(found.refused);
    return found?.path ?? source;
  };
  return replaceJsonStrings(body, (path, value) => {
    const place = path.map((part) => (typeof part === 'number' ? '#' : part.toLowerCase())).join('/');
    switch (place) {
      case 'hostconfig/binds/#': {
        const { source, rest } = splitBind(value);
        return rest === '' ? undefined : translate(source) + rest;
      }
      case 'hostconfig/mounts/#/source':
      case 'tasktemplate/containerspec/mounts/#/source':
        return isType(root, path, 'bind') ? translate(value) : undefined;
      // A volume of the driver `local` that is a folder: `docker volume create -o type=none -o o=bind -o device=C:\x`.
      case 'driveropts/device':
      case 'hostconfig/mounts/#/volumeoptions/driverconfig/options/device':
        return isBindOption(root, path) ? translate(value) : undefined;
      default:
        return undefined;
    }
  });
}

function notShared(why: string): AppError {
  return new AppError(
    'path_not_shared',
    `Cannot mount it: ${why}.`,
    'Choose a folder on a drive of this computer.',
  );
}

function isType(root: unknown, path: JsonPath, type: string): boolean {
  return String(member(parentOf(root, path), 'type')).toLowerCase() === type;
}

function isBindOption(root: unknown, path: JsonPath): boolean {
  return String(member(parentOf(root, path), 'o'))
    .split(',')
    .some((option) => option === 'bind' || option === 'rbind');
}

function parentOf(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const part of path.slice(0, -1)) value = (value as Record<string | number, unknown>)[part];
  return value;
}

/** As Go reads JSON: names in whatever capitals. */
function member(object: unknown, name: string): unknown {
  const entries = Object.entries((object ?? {}) as Record<string, unknown>);
  return entries.findLast(([key]) => key.toLowerCase() === name)?.[1];
}
