import { IconAlertTriangle } from '@tabler/icons-react';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { SectionedView } from '../../components/SectionedView.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { DockerCliSettings } from '../docker-cli/DockerCliSettings.tsx';
import { UpdatesView } from '../updates/UpdatesView.tsx';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { DesktopAppSettings } from './DesktopAppSettings.tsx';
import { ExtensionSettings } from './ExtensionSettings.tsx';
import { NetworkSettings } from './NetworkSettings.tsx';
import { ResourceSettings } from './ResourceSettings.tsx';
import { SharingSettings } from './SharingSettings.tsx';

const SECTIONS = [
  'resources',
  'sharing',
  'network',
  'docker',
  'extensions',
  'app',
  'updates',
  'appearance',
] as const;
type Section = (typeof SECTIONS)[number];

/** `#/settings/<section>`. */
export function SettingsView({ parts: [wanted] }: { parts: readonly string[] }) {
  const section = SECTIONS.find((each) => each === wanted) ?? SECTIONS[0];
  return (
    <SectionedView
      page="settings"
      label={t.settings.sections}
      sections={SECTIONS}
      titles={t.settings.tabs}
      current={section}
    >
      <SectionContent section={section} />
    </SectionedView>
  );
}

function SectionContent({ section }: { section: Section }) {
  const {
    value: state,
    status,
    error,
  } = useLive((client, signal) => client.settings.watch({}, { signal }), []);
  if (section === 'appearance') return <AppearanceSettings />;
  if (section === 'sharing') return <SharingSettings />;
  if (section === 'docker') return <DockerCliSettings />;
  if (!state) {
    return status === 'failed' ? (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.settings.failedTitle}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
      />
    ) : (
      <LoadingRows />
    );
  }
  if (section === 'extensions') return <ExtensionSettings state={state} />;
  if (section === 'app') return <DesktopAppSettings state={state} />;
  if (section === 'updates') return <UpdatesView state={state} />;
  return section === 'resources' ? <ResourceSettings state={state} /> : <NetworkSettings state={state} />;
}
