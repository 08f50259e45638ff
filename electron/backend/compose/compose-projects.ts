import { isAbsolute, join } from 'node:path';
import type { ComposeContainer, ComposeProject } from '../../../shared/contract/compose.ts';
import { toContainerSummary } from '../engine/container-summary.ts';
import type { ApiContainer } from '../engine/engine-api.ts';
import { LABEL, parseDependsOn } from './compose-labels.ts';

/** What of GET /networks and GET /volumes tells a project. */
export interface ApiLabelled {
  Id?: string;
  Name: string;
  Labels: Record<string, string> | null;
}

export interface EngineObjects {
  containers: ApiContainer[];
  networks: ApiLabelled[];
  volumes: ApiLabelled[];
}

/**
 * The projects that the engine's objects belong to, by their labels. One of which only volumes are left is none: they
 * are what "down" leaves on purpose.
 */
export function toComposeProjects({ containers, networks, volumes }: EngineObjects): ComposeProject[] {
  const projects = new Map<string, ComposeProject>();
  const projectOf = (name: string) => {
    const project = projects.get(name) ?? emptyProject(name);
    projects.set(name, project);
    return project;
  };
  for (const container of byName(containers)) {
    const labels = container.Labels ?? {};
    const name = labels[LABEL.project];
    if (!name) continue;
    const project = projectOf(name);
    adoptFiles(project, labels);
    if (labels[LABEL.oneOff]?.toLowerCase() === 'true') project.oneOffs.push(toComposeContainer(container));
    else addToService(project, container);
  }
  for (const { Id: id, Name: name, Labels: labels } of networks) {
    const project = labels?.[LABEL.project];
    if (project) projectOf(project).networks.push({ id: id ?? name, name });
  }
  for (const { Name: name, Labels: labels } of volumes) {
    const project = projects.get(labels?.[LABEL.project] ?? '');
    if (project) project.volumes.push(name);
  }
  for (const project of projects.values()) {
    project.services.sort((a, b) => a.name.localeCompare(b.name));
    for (const service of project.services) service.containers.sort((a, b) => a.number - b.number);
    project.networks.sort((a, b) => a.name.localeCompare(b.name));
    project.volumes.sort((a, b) => a.localeCompare(b));
  }
  return [...projects.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function emptyProject(name: string): ComposeProject {
  return {
    name,
    workingDir: '',
    configFiles: [],
    services: [],
    oneOffs: [],
    networks: [],
    volumes: [],
    onEngine: true,
  };
}

/** The files by their labels: the first container's that names some. */
function adoptFiles(project: ComposeProject, labels: Record<string, string>): void {
  if (project.configFiles.length > 0) return;
  const workingDir = labels[LABEL.workingDir] ?? '';
  project.workingDir ||= workingDir;
  project.configFiles = splitPaths(labels[LABEL.configFiles], workingDir);
}

/** Paths between commas; those of old versions are relative to the working folder. "-" was standard input: no file. */
export function splitPaths(label: string | undefined, workingDir: string): string[] {
  return (label ?? '')
    .split(',')
    .filter((path) => path !== '' && path !== '-')
    .map((path) => (isAbsolute(path) ? path : join(workingDir, path)));
}

function addToService(project: ComposeProject, container: ApiContainer): void {
  const labels = container.Labels ?? {};
  const name = labels[LABEL.service] || 'unknown';
  let service = project.services.find((candidate) => candidate.name === name);
  if (!service) {
    service = {
      name,
      containers: [],
      dependsOn: parseDependsOn(labels[LABEL.dependsOn]).map((d) => d.service),
    };
    project.services.push(service);
  }
  service.containers.push(toComposeContainer(container));
}

function toComposeContainer(container: ApiContainer): ComposeContainer {
  const { id, name, image, imageId, state, status, health, ports, createdAt, labels } =
    toContainerSummary(container);
  const exitCode = /^Exited \((\d+)\)/.exec(status)?.[1];
  return {
    id,
    name,
    number: Number(labels[LABEL.number]) || 1,
    image,
    imageId,
    state,
    health,
    ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
    ports,
    configHash: labels[LABEL.configHash] ?? '',
    createdAt,
  };
}

/** So that what is taken of the first one does not change with the engine's mood. */
function byName(containers: ApiContainer[]): ApiContainer[] {
  return [...containers].sort((a, b) => (a.Names?.[0] ?? a.Id).localeCompare(b.Names?.[0] ?? b.Id));
}
