import type { Task } from '../../../shared/contract/tasks.ts';
import { notifyError } from '../../commands/notify.ts';
import { notifyUndoable } from '../../commands/notify-undoable.tsx';
import { t } from '../../i18n/index.ts';
import type { Undo } from '../../store/notices-slice.ts';

/** Whoever shows a task's end itself: a dialog that waits for it. */
const watched = new Set<string>();

/** What came of these is told by who asked for them, with more than a task knows. */
const TOLD_BY_CALLER: ReadonlySet<string> = new Set(['containers-bulk']);

/** For as long as the returned function is not called, nobody else tells how this task ends. */
export function tellTaskEndMyself(taskId: string): () => void {
  watched.add(taskId);
  return () => watched.delete(taskId);
}

const undos = new Map<string, Undo>();

/** How what a task does is taken back once it is done. */
export function undoTask(taskId: string, undo: Undo): void {
  undos.set(taskId, undo);
}

/** Tells how a task ended. One that was cancelled says nothing: a person did that. */
export function tellTaskEnd(task: Task): void {
  const undo = undos.get(task.id);
  undos.delete(task.id);
  if (watched.has(task.id) || TOLD_BY_CALLER.has(task.kind)) return;
  if (task.state === 'failed' && task.error) notifyError(task.id, t.tasks.failed(task.title), task.error);
  if (task.state === 'done') notifyUndoable(task.id, t.tasks.done(task.title), task.status, undo);
}
