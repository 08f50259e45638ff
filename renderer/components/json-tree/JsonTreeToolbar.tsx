import { TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBraces,
  IconClipboardText,
  IconFold,
  IconFoldDown,
  IconRoute,
  IconSearch,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { t } from '../../i18n/index.ts';
import { CopyTool, Tool } from '../Tool.tsx';
import classes from './JsonTree.module.css';
import { copyText, jsonPath } from './json-rows.ts';
import type { JsonTreeState } from './use-json-tree.ts';

interface JsonTreeToolbarProps {
  tree: JsonTreeState;
  value: unknown;
  onLeaveSearch(): void;
}

/** Search, the marked line's path, and what can be copied. */
export function JsonTreeToolbar({ tree, value, onLeaveSearch }: JsonTreeToolbarProps) {
  const input = useRef<HTMLInputElement>(null);
  const { matches, match, isCut, active } = tree;
  const all = `${matches.length.toLocaleString('en')}${isCut ? '+' : ''}`;
  const at = match < 0 ? '–' : (match + 1).toLocaleString('en');
  const path = jsonPath(value, active.pointer);
  return (
    <div className={classes.toolbar}>
      <TextInput
        ref={input}
        className={classes.search}
        size="xs"
        aria-label={t.jsonTree.search}
        placeholder={t.jsonTree.search}
        leftSection={<IconSearch size={14} />}
        value={tree.search}
        onChange={(event) => tree.setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            tree.goToMatch(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape' && tree.search !== '') {
            event.preventDefault();
            tree.setSearch('');
          } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            onLeaveSearch();
          }
        }}
      />
      <span className={classes.matches} role="status">
        {tree.search.trim() !== '' &&
          (matches.length === 0 ? t.jsonTree.noMatches : t.jsonTree.matches(at, all))}
      </span>
      <Tool
        label={t.jsonTree.previous}
        icon={IconArrowUp}
        disabled={matches.length === 0}
        onClick={() => tree.goToMatch(-1)}
      />
      <Tool
        label={t.jsonTree.next}
        icon={IconArrowDown}
        disabled={matches.length === 0}
        onClick={() => tree.goToMatch(1)}
      />
      <code className={classes.path} title={path} role="note" aria-label={t.jsonTree.path}>
        {/* The whole: there is no path to show. */}
        {path === '.' ? '' : path}
      </code>
      <CopyTool label={t.jsonTree.copyPath} icon={IconRoute} text={() => path} />
      <CopyTool label={t.jsonTree.copyValue} icon={IconClipboardText} text={() => copyText(active.value)} />
      <span className={classes.divider} />
      <Tool label={t.jsonTree.expandAll} icon={IconFoldDown} onClick={tree.openAll} />
      <Tool label={t.jsonTree.collapseAll} icon={IconFold} onClick={tree.closeAll} />
      <CopyTool label={t.jsonTree.copyAll} icon={IconBraces} text={() => copyText(value)} />
    </div>
  );
}
