import { t } from '../../i18n/index.ts';
import { LogViewer } from '../logs/LogViewer.tsx';
import { useAllLogs } from './use-all-logs.ts';

const NONE: readonly string[] = [];

/** The logs of a compose project's services as one. */
export function ProjectLogs({ project }: { project: string }) {
  const { log } = useAllLogs(NONE, [project]);
  return <LogViewer log={log} label={t.logs.title(project)} emptyText={t.allLogs.emptyChosen} sources />;
}
