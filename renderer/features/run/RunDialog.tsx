import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { BasedOnDialog } from './BasedOnDialog.tsx';
import { notifyStarted } from './notify-started.tsx';
import { RunFormFields } from './RunFormFields.tsx';
import { RunModal } from './RunModal.tsx';
import { emptyRunForm } from './run-form.ts';
import { useRun } from './use-run.ts';

/** Makes a container: a new one, one like another, or one in another's place. A failure keeps what was typed. */
export function RunDialog() {
  const opened = usePier((state) => state.view.runDialog);
  const basedOn = usePier((state) => state.view.basedOn);
  if (basedOn) return <BasedOnDialog key={`${basedOn.purpose} ${basedOn.id}`} {...basedOn} />;
  return opened ? <NewDialog /> : null;
}

function NewDialog() {
  const image = usePier((state) => state.view.runImage) ?? '';
  const close = () => updateView({ runDialog: false, runImage: undefined });
  const { state, run, cancel } = useRun((made) => {
    close();
    updateView({ selected: made.id });
    notifyStarted(made);
  });
  return (
    <RunModal title={t.run.title} busy={state.kind === 'running'} onClose={close}>
      <RunFormFields
        initial={{ ...emptyRunForm, image }}
        state={state}
        submit={({ start }) => (start ? t.run.submit : t.run.submitCreate)}
        onSubmit={(request) => void run((client, signal) => client.containers.run(request, { signal }))}
        onCancel={cancel}
        onClose={close}
      />
    </RunModal>
  );
}
