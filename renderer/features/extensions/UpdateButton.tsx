import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { Extension } from '../../../shared/contract/extensions.ts';
import { t } from '../../i18n/index.ts';
import { askToUpdate } from './extension-dialogs.ts';

interface UpdateButtonProps {
  extension: Extension;
  /** The newer version; without one there is no button. */
  version: string | undefined;
  disabled: boolean;
}

/** Shows what the newer version may do before it takes the place of the one that is there. */
export function UpdateButton({ extension, version, disabled }: UpdateButtonProps) {
  if (version === undefined) return null;
  return (
    <Button
      size="xs"
      variant="light"
      disabled={disabled}
      leftSection={<IconArrowUp size={15} stroke={1.8} />}
      onClick={() => askToUpdate(extension, version)}
    >
      {t.extensionPage.update(version)}
    </Button>
  );
}
