import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { ChecksSection } from './ChecksSection.tsx';
import { DataSection } from './DataSection.tsx';
import { DiagnosticsSection } from './DiagnosticsSection.tsx';
import { LogsSection } from './LogsSection.tsx';
import { ResetSection } from './ResetSection.tsx';
import { SnapshotsSection } from './SnapshotsSection.tsx';
import classes from './Troubleshoot.module.css';

const SECTIONS = {
  checks: ChecksSection,
  logs: LogsSection,
  diagnostics: DiagnosticsSection,
  snapshots: SnapshotsSection,
  data: DataSection,
  reset: ResetSection,
} as const;
type Section = keyof typeof SECTIONS;
const NAMES = Object.keys(SECTIONS) as Section[];

/** `#/troubleshoot/<section>`: what is wrong, what helps to find it, and how to get out of it. */
export function TroubleshootView({ parts: [wanted] }: { parts: readonly string[] }) {
  const section = NAMES.find((each) => each === wanted) ?? 'checks';
  const Content = SECTIONS[section];
  return (
    <div className={classes.view}>
      <nav className={classes.sections} aria-label={t.troubleshoot.sections}>
        {NAMES.map((each) => (
          <a
            key={each}
            className={classes.section}
            href={hrefOf(['troubleshoot', each])}
            aria-current={each === section ? 'page' : undefined}
          >
            {t.troubleshoot.tabs[each]}
          </a>
        ))}
      </nav>
      <div className={classes.content} data-whole={section === 'logs' || section === 'diagnostics'}>
        <Content />
      </div>
    </div>
  );
}
