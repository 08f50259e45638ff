import { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { VolumeHelpers } from '../helpers/volume-helpers.ts';

const AT_ONCE = 4;

/** Removes volumes; each that is refused is told by name. @throws AppError where any is left. */
export async function removeVolumes(
  engine: Engine,
  helpers: VolumeHelpers,
  names: string[],
  task: TaskHandle,
): Promise<TaskOutcome> {
  const failures: AppError[] = [];
  const rest = [...names];
  const work = async () => {
    for (let name = rest.shift(); name !== undefined && !task.signal.aborted; name = rest.shift()) {
      if (names.length > 1) task.item({ id: name, label: name, status: 'Removing' });
      try {
        await removeVolume(engine, helpers, name);
        if (names.length > 1) task.item({ id: name, label: name, status: 'Removed' });
      } catch (error) {
        const failure = engine.explain(error, { verb: 'remove the volume', operand: name });
        failures.push(failure);
        task.item({ id: name, label: name, status: failure.message });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  task.signal.throwIfAborted();
  const [first] = failures;
  if (!first) return { status: names.length === 1 ? 'Removed' : `Removed ${names.length} volumes` };
  if (names.length === 1) throw first;
  throw new AppError(
    first.code,
    `Cannot remove ${failures.length} of ${names.length} volumes: ${failures.map(({ message }) => message).join(' ')}`,
    first.hint,
  );
}

export async function removeVolume(engine: Engine, helpers: VolumeHelpers, name: string): Promise<void> {
  await helpers.close(name);
  await engine.use({ verb: 'remove the volume', operand: name }, (client) =>
    client.json({ method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}` }),
  );
}
