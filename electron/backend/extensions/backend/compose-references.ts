import { isAbsolute, relative, resolve, sep } from 'node:path';

/**
 * The files that a compose file has read on the computer that runs compose, as they are written there: each in the
 * order of the file. Bind mounts are not among them: those are of the engine's computer.
 * @param document the file, parsed
 */
export function composeReferences(document: unknown): string[] {
  const root = asObject(document);
  const found: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (Array.isArray(value)) value.forEach(add);
    else if (value !== null && typeof value === 'object') {
      // The folder is what relative names in an included file are meant from.
      const { path, file, env_file: envFile, project_directory: folder } = asObject(value);
      for (const each of [path, file, envFile, folder]) if (each !== undefined) add(each);
    }
  };
  add(root.include);
  for (const service of Object.values(asObject(root.services)).map(asObject)) {
    add(service.env_file);
    add(service.label_file);
    // A string names a service of the same file.
    if (typeof service.extends === 'object') add(asObject(service.extends).file);
  }
  for (const part of [root.configs, root.secrets]) {
    for (const each of Object.values(asObject(part)).map(asObject)) add(each.file);
  }
  return found;
}

/** Relative sources of bind mounts: files of the image that a container is given. */
export function relativeMounts(document: unknown): string[] {
  const found: string[] = [];
  for (const service of Object.values(asObject(asObject(document).services)).map(asObject)) {
    for (const mount of Array.isArray(service.volumes) ? service.volumes : []) {
      const { type, source } = asObject(mount);
      const from = typeof mount === 'string' ? mount.split(':')[0] : type === 'bind' ? source : undefined;
      if (typeof from === 'string' && /^\.{1,2}(\/|$)/.test(from)) found.push(from);
    }
  }
  return found;
}

/**
 * Whether what a compose file of a folder names stays in that folder. Variables may lead anywhere; "x:…", "git@host:…" and
 * "github.com/…" are fetched by compose from elsewhere.
 */
export function staysWithin(folder: string, reference: string): boolean {
  if (/[$~]/.test(reference) || isAbsolute(reference) || /^[^/]*:|^github\.com\//i.test(reference))
    return false;
  const way = relative(folder, resolve(folder, reference));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
