import type { Task } from '../../../shared/contract/tasks.ts';
import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';

/** Where more of a task is shown than in the list of tasks, if anywhere. */
export function taskPlace({ id, kind }: Task): { title: string; href: string } | undefined {
  return kind === 'image-build' ? { title: t.build.show, href: hrefOf(['images', 'build', id]) } : undefined;
}
