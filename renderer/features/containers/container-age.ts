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
export function mergeStateSince(
  known: StateSince | undefined,
  read: StateSince | undefined,
): StateSince | undefined {
  if (!known || !read) return read;
  const slack = Math.max(known.precision, read.precision);
  const same = Math.abs(known.at - read.at) <= slack;
  return same && known.precision <= read.precision ? known : read;
}

/** What stands beside the state at `now`: since when. Empty where nothing is known or there is nothing to say. */
export function ageText(container: ContainerSummary, since: StateSince | undefined, now: number): string {
  if (!since) return '';
  const age = formatAge(now - since.at);
  switch (container.state) {
    case 'running':
    case 'paused':
      return t.containers.up(age);
    case 'exited':
    case 'dead':
      return t.containers.ago(age);
    default:
      return '';
  }
}

/** The state in one or two words. Health is what counts of a container that runs; the code of one that ended. */
export function stateText(container: ContainerSummary): string {
  const { state, health } = container;
  if (state === 'running' && health !== 'none') return t.containers.health[health];
  const code = exitCode(container);
  return code === undefined ? t.containers.states[state] : t.containers.exited(code);
}

/** The exit code in "Exited (137) 5 minutes ago"; none while it runs or was never started. */
export function exitCode(container: ContainerSummary): number | undefined {
  if (container.state !== 'exited') return undefined;
  const code = /\((-?\d+)\)/.exec(container.status)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Whether it ended as it should: by itself with 0, or stopped by somebody (130, 137 and 143 are signals). */
export function endedWell(code: number | undefined): boolean {
  return [0, 130, 137, 143].includes(code ?? 0);
}
