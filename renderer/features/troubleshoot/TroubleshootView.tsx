import { SectionedView } from '../../components/SectionedView.tsx';
import { t } from '../../i18n/index.ts';
import { ChecksSection } from './ChecksSection.tsx';
import { DataSection } from './DataSection.tsx';
import { DiagnosticsSection } from './DiagnosticsSection.tsx';
import { LogsSection } from './LogsSection.tsx';
import { ResetSection } from './ResetSection.tsx';
import { SnapshotsSection } from './SnapshotsSection.tsx';

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
    <SectionedView
      page="troubleshoot"
      label={t.troubleshoot.sections}
      sections={NAMES}
      titles={t.troubleshoot.tabs}
      current={section}
      whole={section === 'logs' || section === 'diagnostics'}
    >
      <Content />
    </SectionedView>
  );
}
