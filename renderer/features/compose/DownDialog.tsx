import { Checkbox } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import classes from './Compose.module.css';
import { openComposeDialog, useComposeDialogs } from './compose-dialogs.ts';

/** Says what is lost before a project is taken down, or the containers of a service are removed. */
export function DownDialog({ projects }: { projects: readonly ComposeProject[] }) {
  const asked = useComposeDialogs((state) => state.down);
  // What was asked stays readable while the dialog fades away.
  const last = useRef(asked);
  if (asked) last.current = asked;
  const [volumes, setVolumes] = useState(false);
  const connection = useConnection();
  const { project: name = '', services = [] } = last.current ?? {};
  const project = projects.find((each) => each.name === name);
  const whole = services.length === 0;
  const chosen = project?.services.filter((each) => whole || services.includes(each.name)) ?? [];
  const containers = chosen.flatMap((each) => each.containers);
  const close = () => {
    openComposeDialog({ down: undefined });
    setVolumes(false);
  };
  const texts = t.composeDown;
  return (
    <ConfirmDialog
      opened={asked !== undefined}
      title={whole ? texts.title(name) : texts.titleServices(services.join(', '))}
      confirm={whole ? (volumes ? texts.confirmVolumes : texts.confirm) : texts.confirmServices}
      onClose={close}
      onConfirm={() => {
        close();
        void startTask(t.compose.couldNot(t.compose.down, name), () =>
          connection
            .client()
            .compose.down({ project: name, services: [...services], volumes: whole && volumes }),
        );
      }}
    >
      <p>{whole ? texts.text : texts.servicesText}</p>
      <div className={classes.lostBox}>
        <Lost title={texts.containers(containers.length)} names={containers.map((each) => each.name)} />
        {whole && project && (
          <Lost
            title={texts.networks(project.networks.length)}
            names={project.networks.map((each) => each.name)}
          />
        )}
      </div>
      {whole && project && project.volumes.length > 0 && (
        <Checkbox
          mt="sm"
          label={`${texts.volumes(project.volumes.length)} ${project.volumes.join(', ')}`}
          checked={volumes}
          onChange={(event) => setVolumes(event.currentTarget.checked)}
        />
      )}
    </ConfirmDialog>
  );
}

function Lost({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      <strong>{title}:</strong> {names.join(', ')}
    </p>
  );
}
