import { IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import { imageName } from '../../../shared/contract/image-reference.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { ImageNameField } from './ImageNameField.tsx';
import { closeImageDialog } from './image-dialogs.ts';

/** Gives an image one more name. */
export function TagDialog({ id, title }: { id: string; title: string }) {
  const connection = useConnection();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const { data, error } = imageName.safeParse(name);
    setProblem(error?.issues[0]?.message);
    if (data === undefined) return;
    setBusy(true);
    try {
      await connection.client().images.tag({ id, name: data });
      closeImageDialog();
    } catch (thrown) {
      const { message, hint } = toAppError(thrown);
      setProblem(`${message} ${hint}`);
      setBusy(false);
    }
  };
  return (
    <FormModal
      onClose={closeImageDialog}
      title={t.imageDialogs.tag.title(title)}
      onSubmit={() => void submit()}
    >
      <ImageNameField
        label={t.imageDialogs.tag.name}
        placeholder={t.imageDialogs.tag.placeholder}
        description={t.imageDialogs.tag.hint}
        value={name}
        problem={problem}
        onChange={(value) => {
          setName(value);
          setProblem(undefined);
        }}
      />
      <FormButtons
        submit={t.imageDialogs.tag.submit}
        icon={IconTag}
        busy={busy}
        onCancel={closeImageDialog}
      />
    </FormModal>
  );
}
