import { type RunRequest, type RunRequestInput, runRequest } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { ownProblems } from './form-problems.ts';
import { parseHostPort } from './host-port.ts';
import { parseDuration, parseSize } from './quantities.ts';
import { filledRows, type HealthForm, ROW_AREAS, type RowArea, type RunForm } from './run-form.ts';
import { splitCommand } from './split-command.ts';

/** Problems by the field they belong to: `image`, `ports.0.hostPort`. */
export type FormErrors = Record<string, string>;

/**
 * What the form asks for, or what is wrong with it. The contract's schema decides; problems it cannot tell apart
 * from a field's own point of view are told in the form's words.
 * Rows that are wholly empty are left out.
 */
export function readRunForm(form: RunForm): { request: RunRequest } | { errors: FormErrors } {
  const parsed = runRequest.safeParse(toRequest(form));
  const errors = ownProblems(form);
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

function toRequest(form: RunForm): RunRequestInput {
  const entrypoint = words(form.entrypoint);
  return {
    image: form.image,
    ...given('name', form.name),
    ports: filledRows(form, 'ports').map(([port]) => ({
      ...parseHostPort(port.hostPort),
      containerPort: toNumber(port.containerPort),
      protocol: port.protocol,
    })),
    publishAll: form.publishAll,
    env: filledRows(form, 'env').map(([{ name, value, unset }]) => ({
      name: name.trim(),
      value: unset && value === '' ? null : value,
    })),
    volumes: filledRows(form, 'volumes').map(([volume]) => ({
      ...(volume.kind === 'auto' ? {} : { type: volume.kind === 'tmpfs' ? 'tmpfs' : 'volume' }),
      source: volume.kind === 'auto' ? volume.source.trim() : '',
      target: volume.target.trim(),
      readOnly: volume.readOnly,
      ...(volume.kind === 'tmpfs' && volume.size.trim() ? { sizeBytes: parseSize(volume.size) } : {}),
    })),
    command: words(form.command),
    // '' typed as a word of its own is no entrypoint, although the image has one.
    ...(entrypoint.length > 0 ? { entrypoint: entrypoint.join('') === '' ? [] : entrypoint } : {}),
    networks: filledRows(form, 'networks').map(([{ name, aliases, ipv4, ipv6 }]) => ({
      name,
      aliases,
      ...given('ipv4', ipv4),
      ...given('ipv6', ipv6),
    })),
    ...given('hostname', form.hostname),
    restart: {
      name: form.restart,
      maximumRetries: form.restart === 'on-failure' && form.retries.trim() ? toNumber(form.retries) : 0,
    },
    autoRemove: form.autoRemove,
    ...(form.cpus.trim() ? { cpus: toDecimal(form.cpus) } : {}),
    ...(form.memory.trim() ? { memoryBytes: parseSize(form.memory) } : {}),
    ...given('user', form.user),
    ...given('workingDir', form.workingDir),
    capAdd: form.capAdd,
    capDrop: form.capDrop,
    privileged: form.privileged,
    readOnlyRoot: form.readOnlyRoot,
    devices: filledRows(form, 'devices').map(([{ hostPath, containerPath, permissions }]) => ({
      hostPath: hostPath.trim(),
      containerPath: containerPath.trim(),
      permissions: permissions.trim(),
    })),
    labels: filledRows(form, 'labels').map(([{ name, value }]) => ({ name: name.trim(), value })),
    ...(form.health.kind === 'image' ? {} : { healthCheck: toHealthCheck(form.health) }),
    tty: form.tty,
    openStdin: form.openStdin,
    init: form.init,
    start: form.start,
    ...(form.base ? { base: form.base } : {}),
  };
}

function toHealthCheck(health: HealthForm): NonNullable<RunRequestInput['healthCheck']> {
  if (health.kind === 'none' || health.kind === 'image') return { kind: 'none' };
  const times = {
    ...(health.interval.trim() ? { intervalMs: parseDuration(health.interval) } : {}),
    ...(health.timeout.trim() ? { timeoutMs: parseDuration(health.timeout) } : {}),
    ...(health.startPeriod.trim() ? { startPeriodMs: parseDuration(health.startPeriod) } : {}),
    ...(health.retries.trim() ? { retries: toNumber(health.retries) } : {}),
  };
  return health.kind === 'shell'
    ? { kind: 'shell', command: health.command, ...times }
    : { kind: 'exec', argv: words(health.command), ...times };
}

function given<K extends string>(key: K, text: string): { [key in K]?: string } {
  return text.trim() ? ({ [key]: text.trim() } as { [key in K]: string }) : {};
}

/** Empty where it cannot be split: that is told as a problem of its own. */
function words(line: string): string[] {
  const split = splitCommand(line);
  return 'argv' in split ? split.argv : [];
}

/** Digits only: `Number` would read " ", "1e3" and "0x50" as well. */
function toNumber(text: string): number {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

function toDecimal(text: string): number {
  return /^\d{1,4}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

const RENAMED: Record<string, string> = {
  memoryBytes: 'memory',
  'restart.maximumRetries': 'retries',
  'healthCheck.argv': 'health.command',
  'healthCheck.command': 'health.command',
  'healthCheck.intervalMs': 'health.interval',
  'healthCheck.timeoutMs': 'health.timeout',
  'healthCheck.startPeriodMs': 'health.startPeriod',
  'healthCheck.retries': 'health.retries',
};

/** Where an issue of the request belongs in the form, which may have empty rows between. */
function formPath(form: RunForm, path: readonly PropertyKey[]): string {
  const [area, row, field, ...rest] = path;
  const isRow = typeof row === 'number' && ROW_AREAS.includes(area as RowArea);
  if (!isRow) {
    const whole = path.map(String).join('.');
    return RENAMED[whole] ?? (typeof row === 'number' ? String(area) : whole);
  }
  const index = filledRows(form, area as RowArea)[row]?.[1] ?? row;
  const name = field === 'sizeBytes' ? 'size' : field === 'hostIp' ? 'hostPort' : field;
  return [area, index, name, ...rest].map(String).join('.');
}
