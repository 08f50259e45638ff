import type { ComponentType } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { FilesTab } from '../files/FilesTab.tsx';
import { ExecTab } from './exec/ExecTab.tsx';
import { InspectTab } from './inspect/InspectTab.tsx';
import { LogsTab } from './LogsTab.tsx';
import { MountsTab } from './mounts/MountsTab.tsx';
import { StatsTab } from './stats/StatsTab.tsx';

export interface ContainerTabProps {
  container: ContainerSummary;
  /** False where it was removed under the view. */
  exists: boolean;
}

export interface ContainerTab {
  id: string;
  title: string;
  View: ComponentType<ContainerTabProps>;
}

/** What is shown of one container, each in a file of its own; the first is shown at first. */
export const containerTabs: readonly [ContainerTab, ...ContainerTab[]] = [
  { id: 'logs', title: t.container.tabs.logs, View: LogsTab },
  { id: 'inspect', title: t.container.tabs.inspect, View: InspectTab },
  { id: 'mounts', title: t.container.tabs.mounts, View: MountsTab },
  { id: 'exec', title: t.container.tabs.exec, View: ExecTab },
  { id: 'stats', title: t.container.tabs.stats, View: StatsTab },
  { id: 'files', title: t.container.tabs.files, View: FilesTab },
];
