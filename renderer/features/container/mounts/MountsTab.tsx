import { Anchor, Badge } from '@mantine/core';
import { IconClipboardText, IconDatabaseOff, IconRoute } from '@tabler/icons-react';
import { useMemo } from 'react';
import { hrefOf } from '../../../app/location.ts';
import type { Command } from '../../../commands/command.ts';
import { copyToClipboard } from '../../../commands/copy-to-clipboard.ts';
import type { Column } from '../../../components/data-table/column.ts';
import { compareText } from '../../../components/data-table/compare-text.ts';
import { DataTable } from '../../../components/data-table/DataTable.tsx';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { InspectFrame } from '../inspect/InspectFrame.tsx';
import { useInspect } from '../inspect/use-inspect.ts';
import type { ContainerTabProps } from '../tabs.tsx';
import { type ContainerMount, containerMounts } from './container-mounts.ts';
import classes from './MountsTab.module.css';

const titles = t.mounts.columns;
const typeOf = (mount: ContainerMount) =>
  Object.entries(t.mounts.types).find(([type]) => type === mount.type)?.[1] ?? mount.type;
const modeOf = (mount: ContainerMount) => (mount.readOnly ? t.mounts.readOnly : t.mounts.readWrite);
const getTarget = (mount: ContainerMount) => mount.target;

const columns: readonly Column<ContainerMount>[] = [
  {
    id: 'target',
    title: titles.target,
    width: 'minmax(9rem, 1.3fr)',
    cell: (mount) => <span className={classes.path}>{mount.target}</span>,
    tooltip: getTarget,
    compare: (a, b) => compareText(a.target, b.target),
    fixed: true,
  },
  {
    id: 'type',
    title: titles.type,
    width: '7.5rem',
    narrowWidth: '5rem',
    cell: typeOf,
    compare: (a, b) => compareText(typeOf(a), typeOf(b)),
  },
  {
    id: 'source',
    title: titles.source,
    width: 'minmax(9rem, 2fr)',
    cell: (mount, tabIndex) => <Source mount={mount} tabIndex={tabIndex} />,
    tooltip: (mount) => mount.source,
    compare: (a, b) => compareText(a.source, b.source),
  },
  {
    id: 'mode',
    title: titles.mode,
    width: '8.5rem',
    narrowWidth: '7rem',
    cell: modeOf,
    compare: (a, b) => compareText(modeOf(a), modeOf(b)),
  },
  {
    id: 'propagation',
    title: titles.propagation,
    width: '7rem',
    cell: (mount) => mount.propagation,
    compare: (a, b) => compareText(a.propagation, b.propagation),
    hiddenAtFirst: true,
  },
];

const commands: readonly Command<ContainerMount>[] = [
  {
    id: 'copy-target',
    title: t.mounts.copyTarget,
    icon: IconRoute,
    when: () => true,
    perform: async ({ target }) => void (await copyToClipboard(target)),
    harmless: true,
  },
  {
    id: 'copy-source',
    title: t.mounts.copySource,
    icon: IconClipboardText,
    when: ({ source }) => source !== '',
    perform: async ({ source }) => void (await copyToClipboard(source)),
    harmless: true,
  },
];

export function MountsTab({ container, exists }: ContainerTabProps) {
  const query = useInspect(container, exists);
  return (
    <InspectFrame query={query} exists={exists}>
      {(inspect) => <Mounts inspect={inspect} name={container.name} />}
    </InspectFrame>
  );
}

function Mounts({ inspect, name }: { inspect: Record<string, unknown>; name: string }) {
  const mounts = useMemo(() => containerMounts(inspect), [inspect]);
  if (mounts.length === 0) {
    return <Message icon={IconDatabaseOff} title={t.mounts.emptyTitle} text={t.mounts.emptyText} />;
  }
  return (
    <div className={classes.frame}>
      <DataTable
        id="mounts"
        label={t.mounts.label(name)}
        items={mounts}
        getId={getTarget}
        getName={getTarget}
        columns={columns}
        initialSort={{ column: 'target', desc: false }}
        commands={commands}
      />
    </div>
  );
}

function Source({ mount, tabIndex }: { mount: ContainerMount; tabIndex: number }) {
  if (mount.type === 'tmpfs')
    return (
      <span className={classes.note} title={t.mounts.inMemory}>
        {t.mounts.inMemory}
      </span>
    );
  if (mount.type !== 'volume') return <span className={classes.path}>{mount.source}</span>;
  return (
    <span className={classes.volume}>
      <Anchor className={classes.path} href={hrefOf(['volumes', mount.source])} tabIndex={tabIndex}>
        {mount.anonymous ? mount.source.slice(0, 12) : mount.source}
      </Anchor>
      {mount.anonymous && (
        <Badge variant="light" color="gray" size="sm" tt="none">
          {t.mounts.anonymous}
        </Badge>
      )}
    </span>
  );
}
