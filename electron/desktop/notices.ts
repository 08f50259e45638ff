import { t } from '../../renderer/i18n/index.ts';
import type { MachineState } from '../../shared/contract/machine.ts';
import type { Task, TasksUpdate } from '../../shared/contract/tasks.ts';
import type { UpdatesState } from '../../shared/contract/updates.ts';

/** What the system shows while nobody looks at the window; a click shows the page. */
export interface Notice {
  title: string;
  body: string;
  parts: readonly string[];
}

/** A task that was over sooner needs no word: whoever started it has seen it. In milliseconds. */
const LONG_TASK_MS = 10_000;

/** What is worth a word in a change of the machine: that it failed, or that it has a problem now. */
export function machineNotice(before: MachineState | undefined, after: MachineState): Notice | undefined {
  if (after.kind === 'failed' && before?.kind !== 'failed') {
    return { title: t.engine.failedTitle, body: after.error.message, parts: ['troubleshoot'] };
  }
  if (after.kind !== 'running' || !after.degraded) return undefined;
  const known = before?.kind === 'running' ? before.degraded?.code : undefined;
  if (known === after.degraded.code) return undefined;
  return { title: t.engine.kinds.degraded, body: after.degraded.message, parts: ['troubleshoot'] };
}

/** What is worth a word about newer versions of Pier. @param before none with the first that is known of this start */
export function updateNotice(before: UpdatesState | undefined, after: UpdatesState): Notice | undefined {
  const { update, version, updatedFrom } = after;
  const notice = (title: string, body: string) => ({ title, body, parts: ['settings', 'updates'] });
  if (!before && updatedFrom !== undefined) {
    return notice(t.updates.notice.updated(version), t.updates.updatedFrom(updatedFrom));
  }
  const known = before?.update.kind;
  if (update.kind === known) return undefined;
  // What somebody cancelled, or wanted to be waited for, is no news.
  if (update.kind === 'available' && known !== 'downloading') {
    return notice(t.updates.notice.available(update.release.version), t.updates.notice.click);
  }
  if (update.kind === 'ready' && known === 'downloading') {
    return notice(t.updates.notice.ready(update.release.version), t.updates.notice.click);
  }
  if (update.kind === 'failed' && update.step !== 'check') {
    return notice(t.updates.state.failed[update.step], update.error.message);
  }
  return undefined;
}

/** Tells of newer versions, of each thing once: who has put one off need not hear of it with each check. */
export class UpdateNotices {
  readonly #told = new Set<string>();
  #before: UpdatesState | undefined;

  take(after: UpdatesState): Notice | undefined {
    const notice = updateNotice(this.#before, after);
    this.#before = after;
    if (!notice || this.#told.has(notice.title)) return undefined;
    this.#told.add(notice.title);
    return notice;
  }
}

/** Tells of long tasks that end, once each. What had ended before it looked is nobody's news. */
export class TaskNotices {
  #running = new Map<string, Task>();

  take(update: TasksUpdate): Notice[] {
    const notices: Notice[] = [];
    const tasks = update.kind === 'snapshot' ? update.tasks : update.upsert;
    for (const task of tasks) {
      if (task.state === 'running') {
        this.#running.set(task.id, task);
      } else if (this.#running.delete(task.id)) {
        const notice = taskNotice(task);
        if (notice) notices.push(notice);
      }
    }
    if (update.kind === 'delta') for (const id of update.remove) this.#running.delete(id);
    return notices;
  }
}

function taskNotice({ title, state, startedAt, endedAt = startedAt, error }: Task): Notice | undefined {
  if (state === 'failed') return { title: t.tasks.failed(title), body: error?.message ?? '', parts: [] };
  if (state !== 'done' || endedAt - startedAt < LONG_TASK_MS) return undefined;
  return { title: t.tasks.done(title), body: '', parts: [] };
}
