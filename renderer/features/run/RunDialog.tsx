import { Modal } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { notifyStarted } from './notify-started.tsx';
import { RunFormFields } from './RunFormFields.tsx';
import { useRun } from './use-run.ts';

/** Runs a container from an image. A failure keeps what was typed. */
export function RunDialog() {
  const opened = usePier((state) => state.view.runDialog);
  return opened ? <OpenedDialog /> : null;
}

function OpenedDialog() {
  const close = () => updateView({ runDialog: false, runImage: undefined });
  const { state, run, cancel } = useRun((started) => {
    updateView({ runDialog: false, runImage: undefined, selected: started.id });
    notifyStarted(started);
  });
  const busy = state.kind === 'running';
  return (
    <Modal
      opened
      onClose={close}
      title={t.run.title}
      size="46rem"
      closeOnEscape={!busy}
      closeOnClickOutside={false}
      withCloseButton={!busy}
      closeButtonProps={{ 'aria-label': t.app.close }}
      transitionProps={{ duration: 100 }}
    >
      <RunFormFields
        state={state}
        onSubmit={(request) => void run(request)}
        onCancel={cancel}
        onClose={close}
      />
    </Modal>
  );
}
