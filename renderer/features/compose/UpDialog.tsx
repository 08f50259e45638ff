import { Modal } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { openComposeDialog, useComposeDialogs } from './compose-dialogs.ts';
import { UpForm } from './UpForm.tsx';
import { UpProgress } from './UpProgress.tsx';

/** Brings a project up, from a file that is picked or one that is known, and shows how it goes. */
export function UpDialog() {
  const asked = useComposeDialogs((state) => state.up);
  return asked ? <OpenedDialog key={asked.project ?? ''} project={asked.project} /> : null;
}

function OpenedDialog({ project }: { project: string | undefined }) {
  const [taskId, setTaskId] = useState<string>();
  /** A dialog over this one is open: Escape is meant for it alone. */
  const [browsing, setBrowsing] = useState(false);
  // Going back from a failure, what was filled in is still there: the form stays, out of sight.
  const close = () => openComposeDialog({ up: undefined });
  return (
    <Modal
      opened
      onClose={close}
      title={project === undefined ? t.composeUp.title : t.composeUp.titleOf(project)}
      size="46rem"
      closeOnClickOutside={false}
      closeOnEscape={!browsing}
    >
      <div hidden={taskId !== undefined}>
        <UpForm project={project} onBrowse={setBrowsing} onStarted={setTaskId} onClose={close} />
      </div>
      {taskId !== undefined && (
        <UpProgress key={taskId} taskId={taskId} onBack={() => setTaskId(undefined)} onClose={close} />
      )}
    </Modal>
  );
}
