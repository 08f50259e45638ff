import { t } from '../../i18n/index.ts';
import { parseHostPort } from './host-port.ts';
import { parseDuration, parseSize } from './quantities.ts';
import type { FormErrors } from './read-run-form.ts';
import { filledRows, type RunForm } from './run-form.ts';
import { splitCommand } from './split-command.ts';

/** What is wrong between rows, or finer than the contract: a relative source would become a volume of that name. */
export function ownProblems(form: RunForm): FormErrors {
  return {
    ...portProblems(form),
    ...volumeProblems(form),
    ...twice(form, 'env', t.run.problems.envTwice),
    ...twice(form, 'labels', t.run.problems.labelTwice),
    ...twice(form, 'networks', t.run.problems.networkTwice),
    ...commandProblem('command', form.command),
    ...commandProblem('entrypoint', form.entrypoint),
    ...(form.health.kind === 'exec' ? commandProblem('health.command', form.health.command) : {}),
    ...quantityProblems(form),
    ...loneNetworkProblems(form),
    ...(form.autoRemove && form.restart !== 'no' ? { autoRemove: t.run.problems.autoRemove } : {}),
  };
}

function loneNetworkProblems(form: RunForm): FormErrors {
  const networks = filledRows(form, 'networks');
  if (networks.length < 2) return {};
  const lone = networks.filter(([{ name }]) => /^(host|none|container:.*)$/.test(name.trim()));
  return Object.fromEntries(
    lone.map(([{ name }, index]) => [`networks.${index}.name`, t.run.problems.loneNetwork(name.trim())]),
  );
}

function portProblems(form: RunForm): FormErrors {
  const errors: FormErrors = {};
  const hostPorts = new Set<string>();
  for (const [port, index] of filledRows(form, 'ports')) {
    const { hostIp = '', hostPort } = parseHostPort(port.hostPort);
    if (hostPort === 0 || Number.isNaN(hostPort)) errors[`ports.${index}.hostPort`] = t.run.problems.hostPort;
    const key = `${hostIp} ${hostPort}/${port.protocol}`;
    if (hostPort && hostPorts.has(key)) errors[`ports.${index}.hostPort`] = t.run.problems.portTwice;
    hostPorts.add(key);
  }
  return errors;
}

function volumeProblems(form: RunForm): FormErrors {
  const errors: FormErrors = {};
  const targets = new Set<string>();
  for (const [volume, index] of filledRows(form, 'volumes')) {
    const target = volume.target.trim().replace(/(?<=.)\/+$/, '');
    if (target && targets.has(target)) errors[`volumes.${index}.target`] = t.run.problems.targetTwice;
    targets.add(target);
    const source = volume.source.trim();
    if (volume.kind === 'auto' && source && !/^(\/|[a-zA-Z0-9][\w.-]*$)/.test(source))
      errors[`volumes.${index}.source`] = t.run.problems.source;
    if (volume.kind === 'tmpfs' && volume.size.trim() && !(parseSize(volume.size) > 0))
      errors[`volumes.${index}.size`] = t.run.problems.size;
  }
  return errors;
}

function twice(form: RunForm, area: 'env' | 'labels' | 'networks', problem: string): FormErrors {
  const errors: FormErrors = {};
  const seen = new Set<string>();
  for (const [{ name }, index] of filledRows(form, area)) {
    const trimmed = name.trim();
    if (trimmed && seen.has(trimmed)) errors[`${area}.${index}.name`] = problem;
    seen.add(trimmed);
  }
  return errors;
}

function commandProblem(field: string, line: string): FormErrors {
  const split = splitCommand(line);
  if ('argv' in split) return {};
  return {
    [field]: 'unclosed' in split ? t.run.problems.quote(split.unclosed) : t.run.problems.escape,
  };
}

function quantityProblems(form: RunForm): FormErrors {
  const errors: FormErrors = {};
  const check = (field: string, text: string, isBad: (text: string) => boolean, problem: string) => {
    if (text.trim() && isBad(text)) errors[field] = problem;
  };
  const isNoSize = (text: string) => Number.isNaN(parseSize(text));
  const isNoTime = (text: string) => Number.isNaN(parseDuration(text));
  const isNoCount = (text: string) => !/^\d{1,6}$/.test(text.trim());
  check('memory', form.memory, isNoSize, t.run.problems.size);
  check('cpus', form.cpus, (text) => !/^\d{1,4}(\.\d{1,9})?$/.test(text.trim()), t.run.problems.cpus);
  if (form.restart === 'on-failure') check('retries', form.retries, isNoCount, t.run.problems.count);
  if (form.health.kind === 'shell' || form.health.kind === 'exec') {
    for (const field of ['interval', 'timeout', 'startPeriod'] as const)
      check(`health.${field}`, form.health[field], isNoTime, t.run.problems.duration);
    check('health.retries', form.health.retries, isNoCount, t.run.problems.count);
  }
  return errors;
}
