import { type RunRequest, runRequest } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { splitCommand } from './split-command.ts';

/** The form as it is typed. Rows have a key of their own, so that removing one leaves the others alone. */
export interface RunForm {
  image: string;
  name: string;
  command: string;
  ports: { key: string; hostPort: string; containerPort: string; protocol: 'tcp' | 'udp' }[];
  env: { key: string; name: string; value: string }[];
  volumes: { key: string; source: string; target: string; readOnly: boolean }[];
}

export const emptyRunForm: RunForm = { image: '', name: '', command: '', ports: [], env: [], volumes: [] };

/** Problems by the field they belong to: `image`, `ports.0.hostPort`. */
export type FormErrors = Record<string, string>;

/**
 * What the form asks for, or what is wrong with it. The contract's schema decides; problems it cannot tell apart
 * from a field's own point of view are told in the form's words.
 * Rows that are wholly empty are left out.
 */
export function readRunForm(form: RunForm): { request: RunRequest } | { errors: FormErrors } {
  const split = splitCommand(form.command);
  const parsed = runRequest.safeParse({
    image: form.image,
    ...(form.name.trim() && { name: form.name }),
    ports: indexed(form.ports, isEmptyPort).map(([port]) => ({
      ...(port.hostPort.trim() && { hostPort: toNumber(port.hostPort) }),
      containerPort: toNumber(port.containerPort),
      protocol: port.protocol,
    })),
    env: indexed(form.env, isEmptyEnv).map(([env]) => ({ name: env.name.trim(), value: env.value })),
    volumes: indexed(form.volumes, isEmptyVolume).map(([volume]) => ({
      source: volume.source.trim(),
      target: volume.target.trim(),
      readOnly: volume.readOnly,
    })),
    command: 'argv' in split ? split.argv : [],
  });
  const errors: FormErrors = { ...ownProblems(form) };
  if (!('argv' in split)) {
    errors.command = 'unclosed' in split ? t.run.problems.quote(split.unclosed) : t.run.problems.escape;
  }
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const path = formPath(form, issue.path);
      errors[path] ??= PROBLEMS[path.replace(/\.\d+\./, '.')] ?? issue.message;
    }
  }
  if (parsed.success && Object.keys(errors).length === 0) return { request: parsed.data };
  return { errors };
}

const PROBLEMS: FormErrors = {
  'ports.hostPort': t.run.problems.hostPort,
  'ports.containerPort': t.run.problems.port,
  'env.name': t.run.problems.envName,
  'volumes.source': t.run.problems.source,
  'volumes.target': t.run.problems.target,
};

/** What is wrong between rows, or finer than the contract: a relative source would become a volume of that name. */
function ownProblems(form: RunForm): FormErrors {
  const errors: FormErrors = {};
  const hostPorts = new Set<string>();
  for (const [port, index] of indexed(form.ports, isEmptyPort)) {
    const hostPort = port.hostPort.trim();
    if (hostPort === '0') errors[`ports.${index}.hostPort`] = t.run.problems.hostPort;
    const key = `${Number(hostPort)}/${port.protocol}`;
    if (hostPort && hostPorts.has(key)) errors[`ports.${index}.hostPort`] = t.run.problems.portTwice;
    hostPorts.add(key);
  }
  const targets = new Set<string>();
  for (const [volume, index] of indexed(form.volumes, isEmptyVolume)) {
    const target = volume.target.trim().replace(/(?<=.)\/+$/, '');
    if (target && targets.has(target)) errors[`volumes.${index}.target`] = t.run.problems.targetTwice;
    targets.add(target);
    const source = volume.source.trim();
    if (source && !/^(\/|[a-zA-Z0-9][\w.-]*$)/.test(source))
      errors[`volumes.${index}.source`] = t.run.problems.source;
  }
  return errors;
}

/** The rows that say something, with their place in the form. */
function indexed<T>(rows: readonly T[], isEmpty: (row: T) => boolean): [T, number][] {
  return rows.flatMap((row, index) => (isEmpty(row) ? [] : [[row, index] as [T, number]]));
}

const isEmptyPort = (port: RunForm['ports'][number]) => !port.hostPort.trim() && !port.containerPort.trim();
const isEmptyEnv = (env: RunForm['env'][number]) => !env.name.trim() && !env.value;
const isEmptyVolume = (volume: RunForm['volumes'][number]) => !volume.source.trim() && !volume.target.trim();

/** Digits only: `Number` would read " ", "1e3" and "0x50" as well. */
function toNumber(text: string): number {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** Where an issue of the request belongs in the form, which may have empty rows between. */
function formPath(form: RunForm, path: readonly PropertyKey[]): string {
  const [area, row, ...rest] = path;
  const rows = {
    ports: () => indexed(form.ports, isEmptyPort),
    env: () => indexed(form.env, isEmptyEnv),
    volumes: () => indexed(form.volumes, isEmptyVolume),
  };
  if (typeof row !== 'number' || !(String(area) in rows)) return String(area);
  const index = rows[area as keyof typeof rows]()[row]?.[1] ?? row;
  return [area, index, ...rest].map(String).join('.');
}
