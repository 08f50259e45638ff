import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { t } from '../../../i18n/index.ts';
import { closeExtensionDialog, type ExtensionDialog } from '../extension-dialogs.ts';
import { NeedsEngine, useHasEngine } from '../NeedsEngine.tsx';
import { AskSource } from './AskSource.tsx';
import { ReviewExtension } from './ReviewExtension.tsx';

/** Installs an extension: which one, what it may do, and then the task. */
export function InstallDialog({ dialog }: { dialog: Extract<ExtensionDialog, { kind: 'install' }> }) {
  const [source, setSource] = useState<ExtensionSource | undefined>(dialog.source);
  const [typed, setTyped] = useState('');
  const [browsing, setBrowsing] = useState(false);
  const hasEngine = useHasEngine();
  const name = dialog.title ?? (source && nameOf(source));
  return (
    <Modal
      opened
      onClose={closeExtensionDialog}
      title={titleOf(name, dialog.updates !== undefined)}
      size="38rem"
      closeOnClickOutside={false}
      closeOnEscape={!browsing}
    >
      {!hasEngine ? (
        <NeedsEngine title={t.extensionsOffline.install} text={t.extensionsOffline.installText} />
      ) : source ? (
        <ReviewExtension
          source={source}
          updates={dialog.updates}
          {...(dialog.source ? {} : { onBack: () => setSource(undefined) })}
        />
      ) : (
        <AskSource
          kind={dialog.ask}
          typed={typed}
          onTyped={setTyped}
          onBrowse={setBrowsing}
          onSource={setSource}
          onCancel={closeExtensionDialog}
        />
      )}
    </Modal>
  );
}

function titleOf(name: string | undefined, isUpdate: boolean): string {
  if (!name) return t.installExtension.title;
  return isUpdate ? t.installExtension.updateOf(name) : t.installExtension.titleOf(name);
}

function nameOf(source: ExtensionSource): string {
  return source.kind === 'image' ? source.reference : (source.path.split(/[\\/]/).at(-1) ?? source.path);
}
