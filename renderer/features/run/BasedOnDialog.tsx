import { Button, Checkbox, Group, Loader } from '@mantine/core';
import { useState } from 'react';
import type { ContainerConfiguration } from '../../../shared/contract/create-request.ts';
import { goTo, parsePlace } from '../../app/location.ts';
import { notifyDone } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier, type ViewSlice } from '../../store/store.ts';
import { useQuery } from '../../store/use-live.ts';
import { formOfRequest } from './form-of-request.ts';
import { notifyStarted } from './notify-started.tsx';
import classes from './RunDialog.module.css';
import { RunFormFields } from './RunFormFields.tsx';
import { RunModal } from './RunModal.tsx';
import { type Made, useRun } from './use-run.ts';

type BasedOn = NonNullable<ViewSlice['basedOn']>;

const close = () => updateView({ basedOn: undefined });

/** The form, filled with a container's settings: to make another like it, or to put one with others in its place. */
export function BasedOnDialog({ purpose, id, name }: BasedOn) {
  const { value, status, error, again } = useQuery(
    (client, signal) => client.containers.configuration({ id, purpose }, { signal }),
    [id, purpose],
  );
  if (value) return <FilledDialog purpose={purpose} id={id} configuration={value} />;
  return (
    <RunModal title={t.run.titles[purpose](name)} busy={false} onClose={close}>
      {status === 'failed' ? (
        <>
          {error && <FormFailure title={t.run.unreadable} error={error} />}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={again}>
              {t.run.again}
            </Button>
          </Group>
        </>
      ) : (
        <p className={classes.loading} role="status">
          <Loader size="sm" /> {t.run.reading}
        </p>
      )}
    </RunModal>
  );
}

interface FilledDialogProps {
  purpose: BasedOn['purpose'];
  id: string;
  configuration: ContainerConfiguration;
}

function FilledDialog({ purpose, id, configuration }: FilledDialogProps) {
  const isEdit = purpose === 'edit';
  const [keepOld, setKeepOld] = useState(false);
  const { state, run, cancel } = useRun((made) => {
    close();
    if (isEdit) follow(id, made, keepOld);
    else updateView({ selected: made.id });
    if (!isEdit || made.warnings.length > 0) notifyStarted(made);
    else notifyDone(`edited-${made.id}`, t.run.edited(made.name));
  });
  return (
    <RunModal
      title={t.run.titles[purpose](configuration.name)}
      busy={state.kind === 'running'}
      onClose={close}
    >
      <RunFormFields
        initial={formOfRequest(configuration.request)}
        state={state}
        submit={({ start }) => (isEdit ? t.run.submitEdit : start ? t.run.submit : t.run.submitCreate)}
        notes={<Notes purpose={purpose} configuration={configuration} keepOld={keepOld} />}
        options={
          isEdit && (
            <Checkbox
              label={t.run.keepOld}
              checked={keepOld}
              onChange={(event) => setKeepOld(event.currentTarget.checked)}
            />
          )
        }
        onSubmit={(request) =>
          void run((client, signal) =>
            isEdit
              ? client.containers.recreate({ id, request, keepOld }, { signal })
              : client.containers.run(request, { signal }),
          )
        }
        onCancel={cancel}
        onClose={close}
      />
    </RunModal>
  );
}

interface NotesProps extends Omit<FilledDialogProps, 'id'> {
  keepOld: boolean;
}

/** What happens to the old container, and which settings go along unseen. */
function Notes({ purpose, configuration, keepOld }: NotesProps) {
  const { active, imageChanged, removesItself, kept } = configuration;
  const isEdit = purpose === 'edit';
  const notes = [
    isEdit && removesItself && t.run.notes.removesItself,
    isEdit && !removesItself && (active ? t.run.notes.recreateActive : t.run.notes.recreate),
    isEdit && !removesItself && (keepOld ? t.run.notes.oldKept : t.run.notes.filesLost),
    !isEdit && t.run.notes.duplicate,
    imageChanged && t.run.notes.imageChanged,
    kept.length > 0 && t.run.notes.kept(kept),
  ];
  return (
    <div className={classes.notes} data-tone={isEdit && removesItself ? 'bad' : 'calm'}>
      {notes.filter(Boolean).join(' ')}
    </div>
  );
}

/** The new container is where the old one was: in the address, marked in the list, and in the logs beside it. */
function follow(oldId: string, { id, name }: Made, keepOld: boolean): void {
  const { parts } = parsePlace(window.location.hash);
  const [page, shown, ...rest] = parts;
  if (page === 'containers' && shown === oldId) goTo(['containers', id, ...rest], {}, { replace: true });
  const { logsOf } = usePier.getState().view;
  updateView({
    selected: id,
    ...(logsOf?.id === oldId && !keepOld ? { logsOf: { id, name } } : {}),
  });
}
