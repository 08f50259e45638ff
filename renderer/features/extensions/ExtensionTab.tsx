import { Button, Skeleton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconHourglass,
  IconPlayerPause,
  type IconPuzzle,
  IconPuzzleOff,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { OpenDialogProps } from '../../../shared/contract/extension-api.ts';
import type { Extension } from '../../../shared/contract/extensions.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { hrefOf } from '../../app/location.ts';
import { notifyError } from '../../commands/notify.ts';
import { Banner } from '../../components/Banner.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { HostFoldersDialog } from '../host-files/HostFoldersDialog.tsx';
import { ExtensionFrame } from './ExtensionFrame.tsx';
import classes from './Extensions.module.css';
import { ExtensionWindow } from './ExtensionWindow.tsx';
import { extensionHref } from './extension-commands.ts';
import { findExtension } from './find-extension.ts';
import { EngineBanner, NeedsEngine, useHasEngine } from './NeedsEngine.tsx';
import { useExtensionView, type ViewState } from './use-extension-view.ts';
import { performViewRequest } from './view-requests.tsx';

/** A page that shows nothing for so long leaves a person wondering, in milliseconds. */
const SLOW_MS = 6000;

/** The page of one extension, loaded anew each time. @param search what its page gets behind "?" */
export function ExtensionTab({ name, search }: { name: string; search: string }) {
  const known = usePier((state) => state.extensions);
  const hasEngine = useHasEngine();
  const extension = findExtension(known?.extensions ?? [], name);
  // What has a page alone goes as far as it does.
  const isOpen = hasEngine || !extension?.backend;
  const title = extension?.page?.title ?? extension?.title ?? name;
  const { state, dark, tell, paths, answer, retry } = useExtensionView(
    known?.areOn && isOpen ? extension : undefined,
    search,
    (request) => {
      if (extension) performViewRequest(request, { id: extension.id, title: extension.title });
    },
  );
  if (!known) return <LoadingRows label={t.extensions.loading} />;
  if (!extension)
    return <NoPage title={t.extensionView.notFound} text={t.extensionView.notFoundText(name)} />;
  if (!extension.enabled) {
    const { disabled, disabledText } = t.extensionView;
    return (
      <NoPage
        icon={IconPlayerPause}
        title={disabled(title)}
        text={disabledText}
        action={<Enable id={extension.id} title={title} />}
      />
    );
  }
  if (!extension.page) {
    return <NoPage title={t.extensionView.noPage(title)} text={t.extensionView.noPageText} />;
  }
  if (!isOpen) {
    const { needed, neededText } = t.extensionsOffline;
    return <NeedsEngine title={needed(title)} text={neededText} actions={<ToList />} />;
  }
  const opened = 'opened' in state ? state.opened : undefined;
  return (
    <div className={classes.tab}>
      {!hasEngine && <EngineBanner>{t.extensionsOffline.pageAlone}</EngineBanner>}
      <BackendBanner extension={extension} />
      <div className={classes.stage}>
        {state.kind === 'failed' ? (
          <Failure title={title} state={state} source={extension.dev?.uiSource} onRetry={retry} />
        ) : (
          opened &&
          (opened.frame ? (
            <ExtensionFrame
              key={opened.view}
              view={opened.view}
              title={title}
              frame={opened.frame}
              dark={dark}
              hidden={state.kind !== 'shown'}
              tell={tell}
            />
          ) : (
            <ExtensionWindow key={opened.view} view={opened.view} shown={state.kind === 'shown'} />
          ))
        )}
        {(state.kind === 'opening' || state.kind === 'loading') && (
          <Loading key={opened?.view} title={title} onRetry={retry} />
        )}
      </div>
      {paths && <AskedPaths key={paths.dialog} props={paths.props} answer={answer} />}
    </div>
  );
}

/** In a browser: in the desktop app the system asks. */
function AskedPaths({ props, answer }: { props: OpenDialogProps; answer(paths: string[]): void }) {
  const { title, message, defaultPath, buttonLabel, filters, properties = [] } = props;
  return (
    <HostFoldersDialog
      choose={properties.includes('openDirectory') ? 'folder' : 'file'}
      {...{ title, message, buttonLabel, filters }}
      start={defaultPath}
      showsHidden={properties.includes('showHiddenFiles')}
      onChoose={(path) => answer([path])}
      onChooseSeveral={properties.includes('multiSelections') ? answer : undefined}
      onClose={() => answer([])}
    />
  );
}

function NoPage({
  icon = IconPuzzleOff,
  title,
  text,
  action,
}: {
  icon?: typeof IconPuzzle;
  title: string;
  text: string;
  action?: ReactNode;
}) {
  const actions = (
    <>
      {action}
      <ToList />
    </>
  );
  return <Message icon={icon} title={title} text={text} actions={actions} />;
}

function Enable({ id, title }: { id: string; title: string }) {
  const connection = useConnection();
  const [working, setWorking] = useState(false);
  const enable = async () => {
    setWorking(true);
    try {
      await connection.client().extensions.setEnabled({ id, enabled: true });
    } catch (thrown) {
      notifyError(`enable-${id}`, t.extensionView.couldNotEnable(title), toAppError(thrown).toData());
      setWorking(false);
    }
  };
  return (
    <Button loading={working} onClick={() => void enable()}>
      {t.extensionView.enable}
    </Button>
  );
}

function ToList() {
  return (
    <Button component="a" href={hrefOf(['extensions'])} variant="default">
      {t.extensionView.toList}
    </Button>
  );
}

function Loading({ title, onRetry }: { title: string; onRetry(): void }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  const texts = t.extensionView;
  if (slow) {
    return (
      <div className={classes.skeleton} role="status">
        <Message
          icon={IconHourglass}
          title={texts.slow(title)}
          text={texts.slowText}
          actions={<Again onRetry={onRetry} />}
        />
      </div>
    );
  }
  return (
    <div className={classes.skeleton} role="status" aria-label={texts.loading(title)}>
      <Skeleton height={28} width="30%" radius="sm" />
      <Skeleton height={14} width="55%" radius="sm" />
      <Skeleton height={160} radius="md" mt="md" />
      <Skeleton height={14} width="70%" radius="sm" mt="md" />
      <Skeleton height={14} width="62%" radius="sm" />
    </div>
  );
}

function Again({ onRetry }: { onRetry(): void }) {
  return (
    <>
      <Button onClick={onRetry}>{t.extensionView.retry}</Button>
      <ToList />
    </>
  );
}

/** Why there is no page, and what can be done. */
function Failure({
  title,
  state,
  source,
  onRetry,
}: {
  title: string;
  state: Extract<ViewState, { kind: 'failed' }>;
  /** The server that its page is developed with. */
  source: string | undefined;
  onRetry(): void;
}) {
  const texts = t.extensionView;
  const frame = state.opened?.frame;
  const told = state.error ? `${state.error.message} ${state.error.hint}`.trim() : '';
  const whyNotLoaded = () => {
    if (source !== undefined) return texts.doesNotLoadFrom(source);
    return frame ? texts.doesNotLoadElsewhere(new URL(frame.origin).port) : texts.doesNotLoadText;
  };
  const [head, text] = {
    open: () => [texts.couldNotOpen(title), told],
    load: () => [texts.doesNotLoad(title), whyNotLoaded()],
    crash: () => [texts.crashed(title), texts.crashedText],
  }[state.reason]();
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={head ?? ''}
      text={text ?? ''}
      actions={<Again onRetry={onRetry} />}
    />
  );
}

/** That the page's backend does not run, with the way to why. */
function BackendBanner({ extension: { backend, repository } }: { extension: Extension }) {
  if (backend?.state !== 'starting' && backend?.state !== 'stopped' && backend?.state !== 'failing')
    return null;
  const first = backend.services.find(({ state }) => state !== 'running') ?? backend.services[0];
  const { error } = backend;
  return (
    <Banner
      tone={backend.state === 'failing' ? 'bad' : backend.state === 'stopped' ? 'warn' : 'info'}
      icon={IconAlertTriangle}
      text={t.extensionView.backend[backend.state]}
      action={
        backend.state === 'failing' ? (
          <Button component="a" href={extensionHref(repository)} size="xs" variant="default">
            {t.extensionCommands.details}
          </Button>
        ) : (
          first?.containerId && (
            <Button
              component="a"
              href={hrefOf(['containers', first.containerId, 'logs'])}
              size="xs"
              variant="default"
            >
              {t.extensionView.logs}
            </Button>
          )
        )
      }
    >
      {error ? error.message : t.extensionView.backendText}
    </Banner>
  );
}
