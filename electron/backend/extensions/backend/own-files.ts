import { join, relative, sep } from 'node:path';
import { type ComposeModel, type ComposeModelMount, servicesOf } from './compose-model.ts';

/** A file or folder of the extension that containers of a service have. */
export interface OwnFile {
  service: string;
  /** From the folder of the compose file, with "/". */
  source: string;
  /** In the containers. */
  target: string;
}

/**
 * The model without the folder that it was rendered in: what it names there begins with "./", so that the folder can be
 * moved.
 */
export function withoutFolder<T>(value: T, folder: string): T {
  if (typeof value === 'string') {
    if (value === folder) return '.' as T;
    return (value.startsWith(`${folder}${sep}`)
      ? `./${relative(folder, value).replaceAll(sep, '/')}`
      : value) as unknown as T;
  }
  if (Array.isArray(value)) return value.map((each) => withoutFolder(each, folder)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withoutFolder(each, folder)]);
  return Object.fromEntries(entries) as T;
}

/**
 * Takes the mounts of the extension's own files out of a model. The engine may be on another computer, where they are
 * not: they are put into the containers before these start.
 */
export function takeOwnFiles(model: ComposeModel): { model: ComposeModel; files: OwnFile[] } {
  const files: OwnFile[] = [];
  const services = servicesOf(model).map(([name, service]) => {
    const volumes = (service.volumes ?? []).filter((mount) => {
      if (!isOwn(mount)) return true;
      files.push({ service: name, source: mount.source ?? '.', target: mount.target });
      return false;
    });
    return [name, service.volumes ? { ...service, volumes } : service];
  });
  return files.length === 0
    ? { model, files }
    : { model: { ...model, services: Object.fromEntries(services) }, files };
}

/** Marks a service's containers with the image whose files were put into them. */
const FILES_LABEL = 'com.pier.extension.files';

/** The model in which a service with files of another image is another service, so that its containers are made anew. */
export function withFilesOf(imageId: string, model: ComposeModel, files: readonly OwnFile[]): ComposeModel {
  const services = servicesOf(model).map(([name, service]) => {
    const hasFiles = files.some((file) => file.service === name);
    return [name, hasFiles ? { ...service, labels: { ...service.labels, [FILES_LABEL]: imageId } } : service];
  });
  return { ...model, services: Object.fromEntries(services) };
}

function isOwn({ type, source = '' }: ComposeModelMount): boolean {
  // What leads out of the folder is a path of the engine's computer.
  return type === 'bind' && /^\.(\/|$)/.test(source) && !join(source).startsWith('..');
}
