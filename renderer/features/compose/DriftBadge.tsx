import { Tooltip } from '@mantine/core';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { type ComparedService, compareProject, differs } from '../../../shared/model/compose-drift.ts';
import { Badge } from '../../components/Badge.tsx';
import cells from '../../components/data-table/cells.module.css';
import { t } from '../../i18n/index.ts';
import classes from './Compose.module.css';
import { useProjectFile } from './use-project-file.ts';

/** Whether a project is as its file says: read while its row is in sight. */
export function ProjectDrift({ project }: { project: ComposeProject }) {
  const { name, configFiles } = project;
  if (!project.onEngine) return <span className={cells.dim}>{t.compose.drift.down}</span>;
  if (configFiles.length === 0) return <span className={cells.dim}>{t.compose.drift.noFile}</span>;
  return <FileDrift key={name} project={project} />;
}

function FileDrift({ project }: { project: ComposeProject }) {
  const read = useProjectFile(project);
  if (read.kind === 'reading') return <span className={cells.dim}>{t.compose.drift.reading}</span>;
  if (read.kind === 'failed') {
    return (
      <Tooltip label={`${read.error.message} ${read.error.hint}`}>
        <Badge tone="bad">{t.compose.drift.unknown}</Badge>
      </Tooltip>
    );
  }
  const different = compareProject(project, read.file).filter(({ drift }) => differs(drift));
  if (different.length === 0) {
    return <Badge tone="ok">{t.compose.drift.same}</Badge>;
  }
  return (
    <Tooltip label={different.map(({ name }) => name).join(', ')}>
      <Badge tone="warn">{t.compose.drift.differs(different.length)}</Badge>
    </Tooltip>
  );
}

/** What of a service is another than in the file. */
export function ServiceDriftBadges({ service: { drift, onEngine, inFile } }: { service: ComparedService }) {
  const texts = t.composeService;
  if (drift.state !== 'differs') {
    const tone = drift.state === 'same' ? 'ok' : drift.state === 'inactive' ? 'idle' : 'warn';
    return (
      <Tooltip label={texts.stateTips[drift.state]}>
        <Badge tone={tone}>{texts.states[drift.state]}</Badge>
      </Tooltip>
    );
  }
  const tip = (reason: (typeof drift.reasons)[number]) =>
    reason === 'replicas'
      ? texts.reasonTips.replicas(onEngine?.containers.length ?? 0, inFile?.replicas ?? 0)
      : texts.reasonTips[reason];
  return (
    <span className={classes.badges}>
      {drift.reasons.map((reason) => (
        <Tooltip key={reason} label={tip(reason)}>
          <Badge tone="warn">{texts.reasons[reason]}</Badge>
        </Tooltip>
      ))}
    </span>
  );
}
