import { IconStack3 } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { hrefOf } from '../../app/location.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { RowMenu } from '../../components/data-table/RowMenu.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { MissingItem } from '../../components/detail-page/MissingItem.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import type { LiveList } from '../../store/use-live.ts';
import { ConfigTab } from './ConfigTab.tsx';
import {
  openProject,
  projectCommands,
  showProjectLogs,
  startProject,
  stopProject,
  upProject,
} from './compose-commands.ts';
import { ProjectBadge } from './ProjectBadge.tsx';
import { runningTask } from './project-state.ts';
import { ServicesTab } from './ServicesTab.tsx';
import { useProjectFile } from './use-project-file.ts';

/** Those with a button of their own; the others are in a menu beside them. */
const COMMANDS = [upProject, startProject, stopProject, showProjectLogs];
const MENU = projectCommands.filter((command) => command !== openProject && !COMMANDS.includes(command));

interface ProjectPageProps {
  list: LiveList<ComposeProject>;
  name: string;
  tab: string | undefined;
}

/** One project. It stays shown, as it was known last, when it is removed under the view. */
export function ProjectPage({ list, name, tab = 'services' }: ProjectPageProps) {
  const found = list.items.find((project) => project.name === name);
  const last = useRef<ComposeProject>(undefined);
  if (found) last.current = found;
  const project = found ?? last.current;
  if (project) return <KnownProject project={project} exists={found !== undefined} tab={tab} list={list} />;
  return (
    <MissingItem
      list={list}
      href={hrefOf(['compose'])}
      icon={IconStack3}
      texts={{
        failed: t.compose.failed,
        loading: t.compose.loading,
        notFound: t.composeProject.notFound,
        text: t.composeProject.notFoundText(name),
        toList: t.composeProject.toList,
      }}
    />
  );
}

interface KnownProjectProps {
  project: ComposeProject;
  exists: boolean;
  tab: string;
  list: LiveList<ComposeProject>;
}

function KnownProject({ project, exists, tab, list }: KnownProjectProps) {
  const { name, configFiles, services } = project;
  const [turn, setTurn] = useState(0);
  const [menu, setMenu] = useState(false);
  const file = useProjectFile(project, turn);
  const pending = usePier((state) => runningTask(state, name)?.kind.replace('compose-', ''));
  const current = tab === 'config' ? 'config' : 'services';
  const href = (each: string) => hrefOf(['compose', name, each]);
  return (
    <DetailPage
      back={{ title: t.compose.title, href: hrefOf(['compose']) }}
      title={name}
      subtitle={configFiles.join(', ') || t.composeProject.noFileTitle}
      badge={
        exists ? <ProjectBadge project={project} /> : <span role="status">{t.composeProject.removed}</span>
      }
      actions={
        exists && (
          <>
            <CommandButtons subject={project} commands={COMMANDS} pending={pending} />
            <RowMenu
              item={project}
              name={name}
              commands={MENU}
              opened={menu}
              onChange={setMenu}
              tabIndex={0}
              pending={pending !== undefined}
            />
          </>
        )
      }
      tabs={[
        {
          id: 'services',
          title: t.composeProject.tabs.services,
          href: href('services'),
          count: file.kind === 'read' ? file.file.services.length : services.length,
        },
        { id: 'config', title: t.composeProject.tabs.config, href: href('config') },
      ]}
      current={current}
    >
      {current === 'config' ? (
        <ConfigTab name={name} file={file} onAgain={() => setTurn(turn + 1)} />
      ) : (
        <ServicesTab project={project} file={file} stale={list.status !== 'live'} />
      )}
    </DetailPage>
  );
}
