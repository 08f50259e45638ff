import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { formatAge } from '../../components/format-duration.ts';
import { t } from '../../i18n/index.ts';

const SECOND = 1000;
const UNIT_MS: Record<string, number> = {
  second: SECOND,
  minute: 60 * SECOND,
  hour: 3600 * SECOND,
  day: 86_400 * SECOND,
  week: 7 * 86_400 * SECOND,
  month: 30 * 86_400 * SECOND,
  year: 365 * 86_400 * SECOND,
};

/** Since when a container is in its state, as near as the engine's words tell. Milliseconds since the epoch. */
export interface StateSince {
  at: number;
  /** How coarse `at` is: "Up 3 hours" may be 59 minutes off. */
  precision: number;
}

/**
 * Reads the age in the engine's status words, which is all a list tells about when a container started or ended.
 * Source: HumanDuration of docker/go-units: "Less than a second", "About a minute", "3 weeks".
 * @param now when the words were received, milliseconds since the epoch
 */
export function readStateSince(status: string, now: number): StateSince | undefined {
  if (/less than a second/i.test(status)) return { at: now, precision: SECOND };
  const about = /about an? (minute|hour)/i.exec(status);
  const plain = /(\d+) (second|minute|hour|day|week|month|year)s?/i.exec(status);
  const unit = UNIT_MS[(about?.[1] ?? plain?.[2] ?? '').toLowerCase()];
  if (!unit) return undefined;
  return { at: now - (about ? 1 : Number(plain?.[1])) * unit, precision: unit };
}

/**
 * Keeps the finer of two readings as long as they can be the same moment: a container seen starting is known to
 * the second, and a later "Up 2 hours" must not make that vague again.
 */
export function mergeStateSince(known: StateSince | undefined, read: StateSince | undefined): StateSince | undefined {
  if (!known || !read) return read;
  const slack = Math.max(known.precision, read.precision);
  const same = Math.abs(known.at - read.at) <= slack;
  return same && known.precision <= read.precision ? known : read;
}

/** The status in words at `now`. What is not understood is shown as the engine said it. */
export function statusText(container: ContainerSummary, since: StateSince | undefined, now: number): string {
  const health = container.health === 'none' ? '' : ` (${t.containers.health[container.health]})`;
  if (container.state === 'created') return t.containers.states.created;
  if (!since) return container.status || t.containers.states[container.state];
  const age = formatAge(now - since.at);
  const code = /\((-?\d+)\)/.exec(container.status)?.[1];
  if (container.state === 'running') return t.containers.up(age) + health;
  if (container.state === 'exited' && code !== undefined) return t.containers.exited(code, age);
  if (container.state === 'restarting' && code !== undefined) return t.containers.restarting(code, age);
  return container.status;
}

/** The exit code in "Exited (137) 5 minutes ago"; none while it runs or was never started. */
export function exitCode(container: ContainerSummary): number | undefined {
  if (container.state !== 'exited' && container.state !== 'dead') return undefined;
  const code = /\((-?\d+)\)/.exec(container.status)?.[1];
  return code === undefined ? undefined : Number(code);
}
