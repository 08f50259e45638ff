import type { RunRequest } from '../../../shared/contract/containers.ts';
import { shellQuote } from '../../../shared/shell-quote.ts';
import { hostPortText } from './host-port.ts';
import { durationText, sizeText } from './quantities.ts';
import { emptyRunForm, type HealthForm, newRow, type RunForm, type VolumeRow } from './run-form.ts';

/** A request as it would be typed: reading the form again gives the same request. */
export function formOfRequest(request: RunRequest): RunForm {
  return {
    image: request.image,
    name: request.name ?? '',
    command: line(request.command),
    ports: request.ports.map((port) => ({
      ...newRow.ports(),
      hostPort: hostPortText(port),
      containerPort: String(port.containerPort),
      protocol: port.protocol,
    })),
    publishAll: request.publishAll,
    env: request.env.map(({ name, value }) => ({
      ...newRow.env(),
      name,
      value: value ?? '',
      ...(value === null ? { unset: true } : {}),
    })),
    volumes: request.volumes.map(volumeRow),
    networks: request.networks.map(({ name, aliases, ipv4 = '', ipv6 = '' }) => ({
      ...newRow.networks(),
      name,
      aliases,
      ipv4,
      ipv6,
    })),
    hostname: request.hostname ?? '',
    restart: request.restart.name,
    retries: request.restart.maximumRetries > 0 ? String(request.restart.maximumRetries) : '',
    autoRemove: request.autoRemove,
    cpus: request.cpus === undefined ? '' : String(request.cpus),
    memory: sizeText(request.memoryBytes),
    entrypoint: request.entrypoint ? line(request.entrypoint) || "''" : '',
    user: request.user ?? '',
    workingDir: request.workingDir ?? '',
    tty: request.tty,
    openStdin: request.openStdin,
    init: request.init,
    privileged: request.privileged,
    readOnlyRoot: request.readOnlyRoot,
    capAdd: request.capAdd,
    capDrop: request.capDrop,
    devices: request.devices.map((device) => ({ ...newRow.devices(), ...device })),
    health: healthForm(request.healthCheck),
    labels: request.labels.map((label) => ({ ...newRow.labels(), ...label })),
    start: request.start,
    base: request.base,
  };
}

const line = (argv: readonly string[]) => argv.map(shellQuote).join(' ');

function volumeRow({ type, source, target, readOnly, sizeBytes }: RunRequest['volumes'][number]): VolumeRow {
  return {
    ...newRow.volumes(),
    kind: type === 'tmpfs' ? 'tmpfs' : source === '' ? 'new' : 'auto',
    source,
    target,
    readOnly,
    size: sizeText(sizeBytes),
  };
}

function healthForm(check: RunRequest['healthCheck']): HealthForm {
  if (!check) return emptyRunForm.health;
  if (check.kind === 'none') return { ...emptyRunForm.health, kind: 'none' };
  return {
    kind: check.kind,
    command: check.kind === 'shell' ? check.command : line(check.argv),
    interval: durationText(check.intervalMs),
    timeout: durationText(check.timeoutMs),
    startPeriod: durationText(check.startPeriodMs),
    retries: check.retries === undefined ? '' : String(check.retries),
  };
}
