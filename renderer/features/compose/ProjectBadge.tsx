import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { Badge } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { projectState, runningTask } from './project-state.ts';

/** How a project is; while a task works on it, what that does. */
export function ProjectBadge({ project }: { project: ComposeProject }) {
  const doing = usePier((state) => runningTask(state, project.name)?.kind);
  const pending = doing && t.compose.pending[doing];
  const { tone, text } = projectState(project);
  return (
    <Badge tone={pending ? 'busy' : tone} dot data-testid="project-state">
      {pending ?? text}
    </Badge>
  );
}
