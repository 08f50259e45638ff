import { Modal, Switch } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExtensionRemoval } from '../../../shared/contract/extensions.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { startTask } from '../tasks/start-task.ts';
import { closeExtensionDialog } from './extension-dialogs.ts';
import { NeedsEngine, useHasEngine } from './NeedsEngine.tsx';
import classes from './RemoveExtension.module.css';

/** Names what goes with an extension, and what it leaves. */
export function RemoveExtensionDialog({ id, title }: { id: string; title: string }) {
  const hasEngine = useHasEngine();
  if (hasEngine) return <Removal id={id} title={title} />;
  const { remove, removeText } = t.extensionsOffline;
  return (
    <Modal opened onClose={closeExtensionDialog} title={t.removeExtension.title(title)} size="34rem">
      <NeedsEngine title={remove} text={removeText} />
    </Modal>
  );
}

function Removal({ id, title }: { id: string; title: string }) {
  const connection = useConnection();
  const [keepVolumes, setKeepVolumes] = useState(false);
  const { value, error } = useQuery((client, signal) => client.extensions.removal({ id }, { signal }), [id]);
  const texts = t.removeExtension;
  const remove = () => {
    closeExtensionDialog();
    void startTask(t.extensionCommands.couldNot.remove(title), () =>
      connection.client().extensions.remove({ id, volumes: !keepVolumes }),
    );
  };
  return (
    <FormModal title={texts.title(title)} size="34rem" onClose={closeExtensionDialog} onSubmit={remove}>
      {error && <FormFailure title={texts.failed} error={error} />}
      {!value && !error && <LoadingRows label={texts.looking} />}
      {value && (
        <>
          <Goes removal={value} keepVolumes={keepVolumes} />
          {value.volumes.length > 0 && (
            <Switch
              label={texts.keepVolumes}
              description={texts.keepVolumesText}
              checked={keepVolumes}
              onChange={(event) => setKeepVolumes(event.currentTarget.checked)}
            />
          )}
          <Stays removal={value} keepVolumes={keepVolumes} />
        </>
      )}
      <FormButtons
        submit={texts.confirm}
        icon={IconTrash}
        busy={false}
        disabled={!value}
        danger
        onCancel={closeExtensionDialog}
      />
    </FormModal>
  );
}

interface PartProps {
  removal: ExtensionRemoval;
  keepVolumes: boolean;
}

function Goes({ removal: { containers, networks, volumes, image }, keepVolumes }: PartProps) {
  const texts = t.removeExtension;
  return (
    <section>
      <h3 className={classes.heading}>{texts.goes}</h3>
      <ul className={classes.list}>
        <Names title={texts.containers} names={containers} />
        <Names title={texts.networks} names={networks} />
        {!keepVolumes && <Names title={texts.volumes} names={volumes} />}
        <Names title={texts.image} names={image ? [image] : []} />
        <li>{texts.files}</li>
      </ul>
    </section>
  );
}

function Stays({ removal: { volumes, leaves }, keepVolumes }: PartProps) {
  const texts = t.removeExtension;
  const kept = keepVolumes ? volumes : [];
  if (kept.length + leaves.containers.length + leaves.images.length === 0) return null;
  return (
    <section>
      <h3 className={classes.heading}>{texts.stays}</h3>
      <ul className={classes.list}>
        <Names title={texts.volumes} names={kept} />
        <Names title={texts.madeByIt} names={leaves.containers} />
        <Names title={texts.images} names={leaves.images} />
      </ul>
    </section>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <li>
      {title}: <span className={classes.names}>{names.join(', ')}</span>
    </li>
  );
}
