import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Compose.module.css';
import { projectState, runningTask } from './project-state.ts';

/** How a project is; while a task works on it, what that does. */
export function ProjectBadge({ project }: { project: ComposeProject }) {
  const doing = usePier((state) => runningTask(state, project.name)?.kind);
  const pending = doing && t.compose.pending[doing];
  const { tone, text } = projectState(project);
  return (
    <span className={classes.badge} data-tone={pending ? 'busy' : tone} data-testid="project-state">
      <span className={classes.dot} aria-hidden />
      {pending ?? text}
    </span>
  );
}
