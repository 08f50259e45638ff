import type { ComposeFile, ComposeFileService, ComposeProject, ComposeService } from '../contract/compose.ts';

/** What of a service is another on the engine than in the file. */
export type DriftReason = 'configuration' | 'image' | 'replicas';

export type ServiceDrift =
  | { state: 'same' }
  | { state: 'differs'; reasons: DriftReason[] }
  /** In the file, and no container of it on the engine. */
  | { state: 'missing' }
  /** As missing, but it has profiles: it is not meant to run always. */
  | { state: 'inactive' }
  /** On the engine, and no longer in the file. */
  | { state: 'orphan' };

export interface ComparedService {
  name: string;
  drift: ServiceDrift;
  onEngine: ComposeService | undefined;
  inFile: ComposeFileService | undefined;
}

/** Each service of the engine and the file, by name. */
export function compareProject(project: ComposeProject, file: ComposeFile): ComparedService[] {
  const onEngine = new Map(project.services.map((service) => [service.name, service]));
  const inFile = new Map(file.services.map((service) => [service.name, service]));
  const names = [...new Set([...onEngine.keys(), ...inFile.keys()])].sort((a, b) => a.localeCompare(b));
  return names.map((name) => {
    const ours = onEngine.get(name);
    const theirs = inFile.get(name);
    return { name, onEngine: ours, inFile: theirs, drift: driftOf(ours, theirs) };
  });
}

/** Whether "up" would change something, as far as the file tells. */
export function differs({ state }: ServiceDrift): boolean {
  return state !== 'same' && state !== 'inactive';
}

function driftOf(onEngine: ComposeService | undefined, inFile: ComposeFileService | undefined): ServiceDrift {
  if (!inFile) return { state: 'orphan' };
  const containers = onEngine?.containers ?? [];
  if (containers.length === 0) {
    if (inFile.replicas === 0) return { state: 'same' };
    return { state: inFile.profiles.length > 0 ? 'inactive' : 'missing' };
  }
  const reasons: DriftReason[] = [];
  if (containers.some(({ configHash }) => !inFile.configHashes.includes(configHash)))
    reasons.push('configuration');
  const { imageId } = inFile;
  if (imageId !== undefined && containers.some((container) => container.imageId !== imageId))
    reasons.push('image');
  if (containers.length !== inFile.replicas) reasons.push('replicas');
  return reasons.length > 0 ? { state: 'differs', reasons } : { state: 'same' };
}
