import {
  type Icon,
  IconBox,
  IconBuildingWarehouse,
  IconDatabase,
  IconFileText,
  IconLifebuoy,
  IconPuzzle,
  IconSettings,
  IconStack2,
  IconStack3,
  IconTopologyStar3,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { isUsable } from '../../shared/model/engine-kind.ts';
import { AllLogsPage } from '../features/all-logs/AllLogsPage.tsx';
import { ComposeView } from '../features/compose/ComposeView.tsx';
import { ContainersView } from '../features/containers/ContainersView.tsx';
import { ExtensionHeading, ExtensionsView } from '../features/extensions/ExtensionsView.tsx';
import { ImagesView } from '../features/images/ImagesView.tsx';
import { NetworksView } from '../features/networks/NetworksView.tsx';
import { RegistriesView } from '../features/registries/RegistriesView.tsx';
import { SettingsView } from '../features/settings/SettingsView.tsx';
import { TroubleshootView } from '../features/troubleshoot/TroubleshootView.tsx';
import { VolumesView } from '../features/volumes/VolumesView.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';

/** A page of the navigation. `#/<id>` shows it, and what follows in the address is its own. */
export interface Page {
  id: string;
  title: string;
  icon: Icon;
  /** @param parts of the address behind the page's id */
  View: ComponentType<{ parts: readonly string[] }>;
  /** In place of the title above the page, where that depends on what it shows. */
  Heading?: ComponentType<{ parts: readonly string[] }>;
  /** Shown beside the title, where it is known at no cost. */
  useCount?(): number | undefined;
  /** Shown while no engine runs, too: it says itself what needs one. */
  withoutEngine?: boolean;
  /** At the foot of the navigation, apart from what the engine holds; shown while no engine runs, too. */
  apart?: boolean;
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
        isUsable(machine.status) && containers.status !== 'loading' ? containers.order.length : undefined,
      ),
  },
  { id: 'logs', title: t.allLogs.title, icon: IconFileText, View: AllLogsPage },
  { id: 'images', title: t.images.title, icon: IconStack2, View: ImagesView },
  { id: 'volumes', title: t.volumes.title, icon: IconDatabase, View: VolumesView },
  { id: 'networks', title: t.networks.title, icon: IconTopologyStar3, View: NetworksView },
  { id: 'compose', title: t.compose.title, icon: IconStack3, View: ComposeView },
  { id: 'registries', title: t.registries.title, icon: IconBuildingWarehouse, View: RegistriesView },
  {
    id: 'extensions',
    title: t.extensions.title,
    icon: IconPuzzle,
    View: ExtensionsView,
    Heading: ExtensionHeading,
    withoutEngine: true,
  },
  {
    id: 'troubleshoot',
    title: t.troubleshoot.title,
    icon: IconLifebuoy,
    View: TroubleshootView,
    apart: true,
  },
  { id: 'settings', title: t.settings.title, icon: IconSettings, View: SettingsView, apart: true },
];

/** An address that no page knows is the start's. */
export function pageOf(parts: readonly string[]): Page {
  return pages.find((page) => page.id === parts[0]) ?? pages[0];
}
