import { Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { imageReference } from '../../../../shared/contract/image-reference.ts';
import { FormButtons } from '../../../components/FormModal.tsx';
import { t } from '../../../i18n/index.ts';
import { HostPathField } from '../../host-files/HostPathField.tsx';

interface AskSourceProps {
  kind: ExtensionSource['kind'];
  /** Kept by the caller: it is there again when a person comes back. */
  typed: string;
  onTyped(text: string): void;
  onBrowse(open: boolean): void;
  onSource(source: ExtensionSource): void;
  onCancel(): void;
}

/** Which image, or which file. */
export function AskSource({ kind, typed, onTyped, onBrowse, onSource, onCancel }: AskSourceProps) {
  const [problem, setProblem] = useState<string>();
  const texts = t.installExtension;
  const change = (text: string) => {
    onTyped(text);
    setProblem(undefined);
  };
  const submit = () => {
    const text = typed.trim();
    if (kind === 'tar') {
      if (text === '') setProblem(texts.fileHint);
      else onSource({ kind, path: text });
      return;
    }
    const { data, error } = imageReference.safeParse(text);
    if (data === undefined) setProblem(error?.issues[0]?.message ?? texts.imageHint);
    else onSource({ kind, reference: data });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        {kind === 'tar' ? (
          <HostPathField
            autoFocus
            label={texts.file}
            description={texts.fileHint}
            placeholder={texts.filePlaceholder}
            choose="archive"
            value={typed}
            error={problem}
            onChange={change}
            onBrowse={onBrowse}
          />
        ) : (
          <TextInput
            data-autofocus
            label={texts.image}
            description={texts.imageHint}
            placeholder={texts.imagePlaceholder}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            error={problem}
            onChange={(event) => change(event.currentTarget.value)}
          />
        )}
        <FormButtons submit={texts.look} busy={false} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
