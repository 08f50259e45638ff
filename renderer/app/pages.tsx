import { type Icon, IconBox, IconFileText } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { AllLogsPage } from '../features/all-logs/AllLogsPage.tsx';
import { ContainersView } from '../features/containers/ContainersView.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';

/** A page of the navigation. `#/<id>` shows it, and what follows in the address is its own. */
export interface Page {
  id: string;
  title: string;
  icon: Icon;
  /** @param parts of the address behind the page's id */
  View: ComponentType<{ parts: readonly string[] }>;
  /** Shown beside the title, where it is known at no cost. */
  useCount?(): number | undefined;
}

/** In the order of the navigation; the first is the start. */
export const pages: readonly [Page, ...Page[]] = [
  {
    id: 'containers',
    title: t.containers.title,
    icon: IconBox,
    View: ContainersView,
    useCount: () =>
      usePier(({ machine, containers }) =>
        machine.status?.state.kind === 'running' && containers.status !== 'loading'
          ? containers.order.length
          : undefined,
      ),
  },
  { id: 'logs', title: t.allLogs.title, icon: IconFileText, View: AllLogsPage },
];

/** An address that no page knows is the start's. */
export function pageOf(parts: readonly string[]): Page {
  return pages.find((page) => page.id === parts[0]) ?? pages[0];
}
