import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ContainerSummary, containerName } from '../../../shared/contract/containers.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyUndoable } from '../../commands/notify-undoable.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';

/** Asks for a container's new name. What the engine says against it is told at the field. */
export function RenameDialog() {
  const container = usePier(({ view, containers }) =>
    view.renaming === undefined ? undefined : containers.byId[view.renaming],
  );
  return container ? <OpenedDialog key={container.id} container={container} /> : null;
}

function OpenedDialog({ container }: { container: ContainerSummary }) {
  const connection = useConnection();
  // The list may show the new name before the answer comes.
  const [before] = useState(container.name);
  const [name, setName] = useState(before);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const close = () => updateView({ renaming: undefined });
  const submit = async () => {
    const parsed = containerName.safeParse(name);
    if (!parsed.success) {
      setProblem(parsed.error.issues[0]?.message);
      return;
    }
    if (parsed.data === before) return close();
    setBusy(true);
    try {
      await connection.client().containers.rename({ id: container.id, name: parsed.data });
      close();
      notifyUndoable(`renamed-${container.id}`, t.rename.done(before, parsed.data), '', {
        perform: (context) => context.client().containers.rename({ id: container.id, name: before }),
        possible: ({ containers }) => containers.byId[container.id]?.name === parsed.data,
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      setProblem(`${error.message} ${error.hint}`);
    }
    setBusy(false);
  };
  return (
    <FormModal onClose={close} title={t.rename.title(before)} onSubmit={() => void submit()}>
      <TextInput
        label={t.rename.label}
        description={t.rename.hint}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        value={name}
        error={problem}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setProblem(undefined);
        }}
      />
      <FormButtons submit={t.rename.confirm} busy={busy} onCancel={close} />
    </FormModal>
  );
}
