import { Loader } from '@mantine/core';
import { IconChevronRight, IconFile, IconFolder, IconLink, IconPlug } from '@tabler/icons-react';
import type { LayerFile } from '../../../shared/contract/image-layers.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './Layers.module.css';
import type { TreeRow } from './tree-rows.ts';

const ICONS = { file: IconFile, folder: IconFolder, link: IconLink, other: IconPlug };
/** Said by a sign as well as by a colour. */
const MARKS = { added: '+', changed: '~', removed: '−', kept: '' };

interface TreeLineProps {
  row: TreeRow;
  /** Pixels from the top. */
  top: number;
  active: boolean;
  onFocus(): void;
  onAct(): void;
}

export function TreeLine({ row, top, active, onFocus, onAct }: TreeLineProps) {
  const tabIndex = active ? 0 : -1;
  const place = {
    className: classes.treeLine,
    style: { transform: `translateY(${top}px)`, paddingLeft: `${row.depth * 1.125 + 0.5}rem` },
    'aria-level': row.depth + 1,
    'data-key': row.key,
    onFocus,
    onClick: onAct,
  };
  if (row.kind === 'more') {
    return (
      <div role="treeitem" tabIndex={tabIndex} {...place}>
        <span className={classes.more}>{t.layers.more(row.left)}</span>
      </div>
    );
  }
  if (row.kind === 'note') {
    return (
      <div role="treeitem" tabIndex={tabIndex} {...place}>
        {row.loading ? <Loader size="xs" /> : `${t.layers.folderFailed}: ${row.error}`}
      </div>
    );
  }
  const { file, expanded, path } = row;
  return (
    <div
      role="treeitem"
      tabIndex={tabIndex}
      {...place}
      aria-expanded={expanded}
      data-change={file.change}
      data-path={path}
      title={path}
    >
      <IconChevronRight
        size={14}
        stroke={2}
        className={classes.chevron}
        data-shown={expanded !== undefined}
        data-expanded={expanded ?? false}
        aria-hidden
      />
      <ChangeMark change={file.change} />
      <FileIcon kind={file.kind} />
      <span className={classes.fileName}>{file.name}</span>
      {file.linkTarget !== undefined && (
        <span className={classes.linkTarget}>{t.layers.link(file.linkTarget)}</span>
      )}
      <span className={classes.fileMode}>{file.mode}</span>
      <span className={classes.fileSize}>{formatBytes(file.sizeBytes)}</span>
    </div>
  );
}

function FileIcon({ kind }: { kind: LayerFile['kind'] }) {
  const Icon = ICONS[kind];
  return <Icon size={15} stroke={1.7} className={classes.fileIcon} aria-hidden />;
}

function ChangeMark({ change }: { change: LayerFile['change'] }) {
  return (
    <span className={classes.changeMark} role="img" aria-label={t.layers.changes[change]}>
      {MARKS[change]}
    </span>
  );
}
