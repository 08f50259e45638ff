import type { BuildRequest } from '../../../../../shared/contract/builds.ts';
import { hostPath } from '../../../host-files/list-host-files.ts';
import type { BuildContext } from '../build-context.ts';

/** What buildx is run with. */
export interface BuildxCommand {
  args: string[];
  /** The Dockerfile, where it is no file. */
  input: string | undefined;
}

/** The command line of a build. @param imageIdFile takes the image's id */
export function buildxCommand(
  request: BuildRequest,
  context: BuildContext,
  imageIdFile: string,
): BuildxCommand {
  const fromText = request.dockerfile.kind === 'text' || context.folder === undefined;
  const args = [
    'build',
    '--builder=default',
    '--progress=rawjson',
    '--load',
    `--iidfile=${imageIdFile}`,
    ...request.tags.map((tag) => `--tag=${tag}`),
    ...request.buildArgs.map(({ name, value }) => `--build-arg=${name}=${value}`),
    ...request.labels.map(({ name, value }) => `--label=${name}=${value}`),
    ...request.secrets.map(({ id, path }) => `--secret=${csv(`id=${id}`)},${csv(`src=${hostPath(path)}`)}`),
    ...(request.target ? [`--target=${request.target}`] : []),
    ...(request.platform ? [`--platform=${request.platform}`] : []),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.pull ? ['--pull'] : []),
  ];
  if (context.folder === undefined) return { args: [...args, '-'], input: context.dockerfile };
  const file = fromText ? '-' : context.dockerfilePath;
  return {
    args: [...args, `--file=${file}`, context.folder],
    input: fromText ? context.dockerfile : undefined,
  };
}

/** A field of a list that buildx reads as CSV (RFC 4180). */
function csv(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
