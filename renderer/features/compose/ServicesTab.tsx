import { IconAlertTriangle, IconStack3 } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { compareProject } from '../../../shared/model/compose-drift.ts';
import { hrefOf } from '../../app/location.ts';
import { Banner } from '../../components/Banner.tsx';
import cells from '../../components/data-table/cells.module.css';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Compose.module.css';
import { runningTask } from './project-state.ts';
import { serviceColumns } from './service-columns.tsx';
import {
  restartService,
  type ServiceItem,
  scaleService,
  serviceCommands,
  startService,
  stopService,
} from './service-commands.ts';
import type { ProjectFile } from './use-project-file.ts';

const BY_NAME = { column: 'name', desc: false };
const INLINE = [startService, stopService, restartService, scaleService];
const getName = ({ name }: ServiceItem) => name;
/** A task says which services it is about in its title: "Stop shop: web, db". */
const usePending = ({ project, name }: ServiceItem) =>
  usePier((state) => {
    const task = runningTask(state, project);
    const about = task?.title
      .split(': ')
      .slice(1)
      .join(': ')
      .split(/, | to /);
    return task && about?.includes(name) ? task.kind.replace('compose-', '') : undefined;
  });

interface ServicesTabProps {
  project: ComposeProject;
  file: ProjectFile;
  stale: boolean;
}

/** The services of a project, on the engine and in its file. */
export function ServicesTab({ project, file, stale }: ServicesTabProps) {
  const items = useMemo(() => serviceItems(project, file), [project, file]);
  return (
    <>
      {file.kind === 'failed' && project.configFiles.length > 0 && (
        <Banner
          tone="warn"
          icon={IconAlertTriangle}
          text={
            file.error.code === 'compose_missing' ? t.compose.missing : `${t.composeProject.fileProblem}.`
          }
        >
          {file.error.code === 'compose_missing' ? '' : file.error.message} {file.error.hint}
        </Banner>
      )}
      <Facts project={project} />
      {items.length === 0 ? (
        <Message icon={IconStack3} title={t.composeService.emptyTitle} text={t.composeService.emptyText} />
      ) : (
        <DataTable
          id="compose-services"
          label={t.composeService.table(project.name)}
          items={items}
          getId={getName}
          getName={getName}
          columns={serviceColumns}
          initialSort={BY_NAME}
          commands={serviceCommands}
          inline={INLINE}
          usePending={usePending}
          stale={stale}
        />
      )}
    </>
  );
}

function serviceItems(project: ComposeProject, file: ProjectFile): ServiceItem[] {
  if (file.kind === 'read')
    return compareProject(project, file.file).map((service) => ({ ...service, project: project.name }));
  return project.services.map((service) => ({
    name: service.name,
    project: project.name,
    onEngine: service,
    inFile: undefined,
    drift: undefined,
  }));
}

function Facts({ project }: { project: ComposeProject }) {
  const { workingDir, configFiles, networks, volumes, oneOffs } = project;
  const texts = t.composeProject;
  return (
    <dl className={classes.facts} aria-label={texts.facts}>
      {workingDir && (
        <>
          <dt>{texts.folder}</dt>
          <dd className={cells.mono}>{workingDir}</dd>
        </>
      )}
      {configFiles.length > 1 && (
        <>
          <dt>{texts.files}</dt>
          <dd className={cells.mono}>
            {configFiles.map((path) => (
              <div key={path}>{path}</div>
            ))}
          </dd>
        </>
      )}
      {networks.length > 0 && (
        <>
          <dt>{texts.networks}</dt>
          <dd className={classes.list}>
            {networks.map(({ id, name }) => (
              <span key={id}>
                <a href={hrefOf(['networks', id])}>{name}</a>
              </span>
            ))}
          </dd>
        </>
      )}
      {volumes.length > 0 && (
        <>
          <dt>{texts.volumes}</dt>
          <dd className={classes.list}>
            {volumes.map((name) => (
              <span key={name}>
                <a href={hrefOf(['volumes', name])}>{name}</a>
              </span>
            ))}
          </dd>
        </>
      )}
      {oneOffs.length > 0 && (
        <>
          <dt>{texts.oneOffs}</dt>
          <dd className={classes.list}>
            {oneOffs.map(({ id, name }) => (
              <span key={id}>
                <a href={hrefOf(['containers', id])}>{name}</a>
              </span>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
