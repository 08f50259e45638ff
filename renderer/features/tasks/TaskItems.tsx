import type { TaskItem } from '../../../shared/contract/tasks.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './Tasks.module.css';

/** The parts of a task: the layers of a pull. */
export function TaskItems({ items }: { items: readonly TaskItem[] }) {
  return (
    <ul className={classes.items} aria-label={t.tasks.parts(items.length)}>
      {items.map((item) => (
        <li key={item.id} className={classes.item}>
          <span className={classes.itemLabel}>{item.label}</span>
          <span className={classes.itemStatus}>{item.status}</span>
          <span>
            {item.currentBytes !== undefined &&
              item.totalBytes !== undefined &&
              t.tasks.amounts(formatBytes(item.currentBytes), formatBytes(item.totalBytes))}
          </span>
        </li>
      ))}
    </ul>
  );
}
