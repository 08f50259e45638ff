import { IconAlertTriangle } from '@tabler/icons-react';
import { hrefOf } from '../../app/location.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { NetworkSettings } from './NetworkSettings.tsx';
import { ResourceSettings } from './ResourceSettings.tsx';
import classes from './Settings.module.css';
import { SharingSettings } from './SharingSettings.tsx';

const SECTIONS = ['resources', 'sharing', 'network', 'appearance'] as const;
type Section = (typeof SECTIONS)[number];

/** `#/settings/<section>`. */
export function SettingsView({ parts: [wanted] }: { parts: readonly string[] }) {
  const section = SECTIONS.find((each) => each === wanted) ?? SECTIONS[0];
  return (
    <div className={classes.view}>
      <nav className={classes.sections} aria-label={t.settings.sections}>
        {SECTIONS.map((each) => (
          <a
            key={each}
            className={classes.section}
            href={hrefOf(['settings', each])}
            aria-current={each === section ? 'page' : undefined}
          >
            {t.settings.tabs[each]}
          </a>
        ))}
      </nav>
      <div className={classes.content}>
        <SectionContent section={section} />
      </div>
    </div>
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
  return section === 'resources' ? <ResourceSettings state={state} /> : <NetworkSettings state={state} />;
}
