import { Button, Group, Progress, Stack } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type {
  ExtensionAbility,
  ExtensionPermissions,
  ExtensionPreview,
  ExtensionSource,
} from '../../../../shared/contract/extensions.ts';
import { addedAbilities } from '../../../../shared/model/added-abilities.ts';
import { FormFailure } from '../../../components/FormFailure.tsx';
import { formatBytes } from '../../../components/format-bytes.ts';
import { t } from '../../../i18n/index.ts';
import { usePier } from '../../../store/store.ts';
import { TaskRunView } from '../../tasks/TaskRunView.tsx';
import { useTaskRun } from '../../tasks/use-task-run.ts';
import { AbilityLines, AbilityList } from '../abilities/AbilityList.tsx';
import { describeAdded } from '../abilities/describe-ability.ts';
import { ExtensionIcon } from '../ExtensionIcon.tsx';
import { showExtension } from '../extension-commands.ts';
import { closeExtensionDialog } from '../extension-dialogs.ts';
import classes from './Install.module.css';
import { type Preview, usePreview } from './use-preview.ts';

interface ReviewExtensionProps {
  source: ExtensionSource;
  /** The id of one that is installed, whose newest version is looked for. */
  updates?: string | undefined;
  /** To name another one; absent where there is nothing to go back to. */
  onBack?(): void;
}

/** What the extension is and may do, then its install. */
export function ReviewExtension({ source, updates, onBack }: ReviewExtensionProps) {
  const [turn, setTurn] = useState(0);
  const preview = usePreview(source, turn, updates);
  const cancel = (
    <Button variant="default" onClick={onBack ?? closeExtensionDialog}>
      {onBack ? t.installExtension.back : t.app.cancel}
    </Button>
  );
  if (preview?.kind === 'ready') {
    const { imageId, image, installed } = preview.preview;
    if (updates !== undefined && installed?.imageId === imageId) return <UpToDate {...preview.preview} />;
    // What is shown, whatever its name means by then.
    const shown: ExtensionSource = updates === undefined ? source : { kind: 'image', reference: image };
    return <Review source={shown} isUpdate={updates !== undefined} preview={preview.preview} back={cancel} />;
  }
  if (preview?.kind === 'failed') {
    return (
      <Stack gap="md">
        <FormFailure
          title={updates === undefined ? t.installExtension.failed : t.installExtension.updateFailed}
          error={preview.error}
        />
        <Group justify="flex-end" gap="xs">
          {cancel}
          <Button onClick={() => setTurn((now) => now + 1)}>{t.installExtension.again}</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Looking preview={preview} />
      <Group justify="flex-end" gap="xs">
        {cancel}
      </Group>
    </Stack>
  );
}

function Looking({ preview }: { preview: Extract<Preview, { kind: 'working' }> | undefined }) {
  const { status = '', currentBytes, totalBytes } = preview ?? {};
  const isKnown = currentBytes !== undefined && totalBytes !== undefined && totalBytes > 0;
  return (
    <div className={classes.looking} role="status">
      <p>{t.installExtension.looking}</p>
      <Progress
        size="sm"
        value={isKnown ? Math.min(100, (currentBytes / totalBytes) * 100) : 100}
        animated={!isKnown}
        striped={!isKnown}
        aria-label={t.installExtension.looking}
      />
      <p className={classes.dimmed}>
        <span>{status}</span>
        <span>{isKnown && t.tasks.amounts(formatBytes(currentBytes), formatBytes(totalBytes))}</span>
      </p>
    </div>
  );
}

function UpToDate({ title, version }: ExtensionPreview) {
  return (
    <Stack gap="md">
      <p role="status">{t.installExtension.upToDate(title, version)}</p>
      <Group justify="flex-end" gap="xs">
        <Button data-autofocus onClick={closeExtensionDialog}>
          {t.app.close}
        </Button>
      </Group>
    </Stack>
  );
}

interface ReviewProps {
  source: ExtensionSource;
  isUpdate: boolean;
  preview: ExtensionPreview;
  back: React.ReactNode;
}

function Review({ source, isUpdate, preview, back }: ReviewProps) {
  const { title, vendor, description, image, imageId, repository, sizeBytes, abilities, installed } = preview;
  const [permissions, setPermissions] = useState<ExtensionPermissions>(
    installed?.permissions ?? { dockerCommands: true, hostPrograms: true },
  );
  const run = useTaskRun(() => {
    closeExtensionDialog();
    showExtension(repository);
  });
  const texts = t.installExtension;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The image that is shown here, whatever its name means by then.
        void run.start((client) => client.extensions.install({ source, imageId, permissions }));
      }}
    >
      <Stack gap="md">
        <div className={classes.head}>
          <span className={classes.icon}>
            <ExtensionIcon extension={preview} size={40} />
          </span>
          <div className={classes.words}>
            <strong>{title}</strong>
            <p className={classes.dimmed}>
              {[vendor && t.market.by(vendor), image, texts.sizeOf(formatBytes(sizeBytes))]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {description && <p>{description}</p>}
          </div>
        </div>
        {installed && <p className={classes.dimmed}>{texts.replace(installed.version)}</p>}
        <ApiWarning preview={preview} />
        {installed && <Added before={installed.abilities} now={abilities} />}
        <h2 className={classes.heading}>{texts.permissions}</h2>
        <AbilityList
          abilities={abilities}
          permissions={permissions}
          disabled={run.busy}
          onChange={setPermissions}
        />
        <div className={classes.foot}>
          <TaskRunView run={run} />
          <Group justify="flex-end" gap="xs">
            {run.busy ? (
              <>
                <Button variant="subtle" onClick={closeExtensionDialog}>
                  {texts.background}
                </Button>
                <Button variant="default" onClick={run.cancel}>
                  {t.app.cancel}
                </Button>
              </>
            ) : (
              back
            )}
            <Button type="submit" data-autofocus loading={run.busy} leftSection={<IconDownload size={16} />}>
              {isUpdate ? t.extensionPage.update(preview.version) : texts.install}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  );
}

/** What it did not want before. */
function Added({ before, now }: Record<'before' | 'now', readonly ExtensionAbility[]>) {
  const lines = describeAdded(addedAbilities(before, now));
  const texts = t.installExtension;
  if (lines.length === 0) return <p className={classes.dimmed}>{texts.nothingAdded}</p>;
  return (
    <section aria-label={texts.added}>
      <h2 className={classes.heading}>{texts.added}</h2>
      <AbilityLines lines={lines} />
    </section>
  );
}

function ApiWarning({ preview: { isApiSupported, apiVersion } }: { preview: ExtensionPreview }) {
  const here = usePier((state) => state.extensions?.apiVersion ?? '');
  if (isApiSupported) return null;
  return (
    <p className={classes.warning}>
      <IconAlertTriangle size={16} aria-hidden />
      <span>{t.installExtension.apiUnsupported(apiVersion, here)}</span>
    </p>
  );
}
