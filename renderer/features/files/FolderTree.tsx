import { IconChevronRight, IconFolder } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import { folderOf, joinPath, nameOf, pathsTo } from '../../../shared/file-path.ts';
import { t } from '../../i18n/index.ts';
import classes from './FolderTree.module.css';
import type { FolderStore } from './folder-store.ts';

/** More folders beside each other than anybody reads in a tree; the list has them all. */
const CHILDREN_SHOWN = 500;

interface FolderTreeProps {
  store: FolderStore;
  /** Changes with the store. */
  version: number;
  rootName: string;
  current: string;
  onOpen(path: string): void;
}

interface Node {
  path: string;
  level: number;
  expanded: boolean;
  /** undefined while it was not looked into. */
  hasChildren: boolean | undefined;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** Folders as a tree: one node is in the tab order, arrows move and open, Enter shows its files. */
export function FolderTree({ store, version, rootName, current, onOpen }: FolderTreeProps) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(['/']));
  const [active, setActive] = useState(current);
  const tree = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setExpanded((before) => new Set([...before, ...pathsTo(current).slice(0, -1)]));
    setActive(current);
  }, [current]);
  useEffect(() => {
    for (const path of expanded) store.want(path);
  }, [expanded, store]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store changes without being another
  const nodes = useMemo(() => flatten(store, expanded), [store, expanded, version]);
  const activeIndex = Math.max(
    0,
    nodes.findIndex(({ path }) => path === active),
  );

  const toggle = (path: string, open: boolean) =>
    setExpanded((before) => {
      const after = new Set(before);
      if (open) after.add(path);
      else after.delete(path);
      return after;
    });
  const focus = (index: number) => {
    const node = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    if (!node) return;
    setActive(node.path);
    requestAnimationFrame(() => tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };
  /** False where the key means nothing here. */
  const act = (key: string, node: Node): boolean => {
    if (key === 'ArrowDown') focus(activeIndex + 1);
    else if (key === 'ArrowUp') focus(activeIndex - 1);
    else if (key === 'Home') focus(0);
    else if (key === 'End') focus(nodes.length - 1);
    else if (key === 'ArrowRight' && node.expanded) focus(activeIndex + 1);
    else if (key === 'ArrowRight') toggle(node.path, true);
    else if (key === 'ArrowLeft' && node.expanded) toggle(node.path, false);
    else if (key === 'ArrowLeft') focus(nodes.findIndex(({ path }) => path === folderOf(node.path)));
    else if (key === 'Enter' || key === ' ') onOpen(node.path);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = nodes[activeIndex];
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!act(event.key, node)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={tree}
      className={classes.tree}
      role="tree"
      aria-label={t.files.tree}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {nodes.map((node, index) => (
        <div
          key={node.path}
          role="treeitem"
          aria-level={node.level}
          aria-expanded={node.hasChildren === false ? undefined : node.expanded}
          aria-selected={node.path === current}
          tabIndex={index === activeIndex ? 0 : -1}
          className={classes.node}
          data-path={node.path}
          style={{ paddingInlineStart: `${(node.level - 1) * 0.875 + 0.25}rem` }}
          onFocus={() => setActive(node.path)}
          onClick={() => onOpen(node.path)}
          onKeyDown={() => {}}
        >
          <span
            className={classes.toggle}
            data-expanded={node.expanded}
            data-leaf={node.hasChildren === false}
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              toggle(node.path, !node.expanded);
            }}
            onKeyDown={() => {}}
          >
            <IconChevronRight size={14} stroke={2} />
          </span>
          <IconFolder size={16} stroke={1.7} className={classes.icon} aria-hidden />
          <span className={classes.label} title={readableName(nameOf(node.path))}>
            {node.path === '/' ? rootName : readableName(nameOf(node.path))}
          </span>
        </div>
      ))}
    </div>
  );
}

function flatten(store: FolderStore, expanded: ReadonlySet<string>): Node[] {
  const nodes: Node[] = [];
  const add = (path: string, level: number) => {
    const folder = store.folder(path);
    const children = (folder?.entries ?? [])
      .filter(({ type }) => type === 'folder')
      .map(({ name }) => name)
      .sort(collator.compare)
      .slice(0, CHILDREN_SHOWN);
    const known = folder?.status === 'ready';
    const isExpanded = expanded.has(path);
    nodes.push({ path, level, expanded: isExpanded, hasChildren: known ? children.length > 0 : undefined });
    if (isExpanded) for (const name of children) add(joinPath(path, name), level + 1);
  };
  add('/', 1);
  return nodes;
}
