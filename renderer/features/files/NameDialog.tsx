import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { readableName, stringToBytes } from '../../../shared/byte-string.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';

interface NameDialogProps {
  kind: 'file' | 'folder' | 'rename';
  /** Of what is renamed, as it is now. */
  present?: string;
  taken: ReadonlySet<string>;
  /** Rejects where it fails: the dialog stays and says why. */
  onName(name: string): Promise<void>;
  onClose(): void;
}

/** Asks for a name, of something new or something renamed. */
export function NameDialog({ kind, present = '', taken, onName, onClose }: NameDialogProps) {
  const shown = readableName(present);
  const [name, setName] = useState(shown);
  const [error, setError] = useState<ErrorData>();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const problem = problemOf(name, taken, shown);
  const submit = async () => {
    // What is shown may be less than its bytes say: left alone, they are kept.
    if (kind === 'rename' && name === shown) return onClose();
    setTried(true);
    if (problem || busy) return;
    setBusy(true);
    try {
      await onName(name);
      onClose();
    } catch (thrown) {
      setError(toAppError(thrown).toData());
      setBusy(false);
    }
  };
  const title = kind === 'rename' ? t.files.nameTitle.rename(shown) : t.files.nameTitle[kind];
  return (
    <FormModal onClose={onClose} title={title} onSubmit={() => void submit()}>
      <TextInput
        label={t.files.nameLabel}
        data-autofocus
        spellCheck={false}
        autoComplete="off"
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setError(undefined);
        }}
        // The name is chosen without its ending, as file managers do.
        onFocus={(event) => {
          const dot = name.lastIndexOf('.');
          event.currentTarget.setSelectionRange(0, dot > 0 ? dot : name.length);
        }}
        error={error ? `${error.message} ${error.hint}` : tried && problem}
      />
      <FormButtons submit={t.files.nameAct[kind]} busy={busy} onCancel={onClose} />
    </FormModal>
  );
}

function problemOf(name: string, taken: ReadonlySet<string>, present: string): string | undefined {
  const problems = t.files.nameProblems;
  if (name === '') return problems.empty;
  if (name.includes('/')) return problems.slash;
  if (name === '.' || name === '..') return problems.dots;
  if (stringToBytes(name).length > 255) return problems.long;
  if (name !== present && taken.has(name)) return problems.taken;
  return undefined;
}
