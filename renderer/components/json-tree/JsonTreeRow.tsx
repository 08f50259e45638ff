import { IconChevronRight } from '@tabler/icons-react';
import type { Ref } from 'react';
import { t } from '../../i18n/index.ts';
import { MarkedText } from '../MarkedText.tsx';
import classes from './JsonTree.module.css';
import { type JsonRow, STRING_PREVIEW, valueText } from './json-rows.ts';

/** A string that is opened shows this much: more would stop the page. */
const STRING_SHOWN = 20_000;

interface JsonTreeRowProps {
  ref: Ref<HTMLDivElement>;
  index: number;
  id: string;
  row: JsonRow;
  top: number;
  isActive: boolean;
  search: string;
  onActivate(): void;
  onToggle(): void;
}

/** One line: `name: value`. */
export function JsonTreeRow(props: JsonTreeRowProps) {
  const { ref, index, id, row, top, isActive, search, onActivate, onToggle } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself takes the keys
    <div
      ref={ref}
      id={id}
      data-index={index}
      data-pointer={row.pointer}
      className={classes.row}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isActive}
      {...(row.expanded === undefined ? {} : { 'aria-expanded': row.expanded })}
      style={{ transform: `translateY(${top}px)`, paddingLeft: `${(row.level - 1) * 1.25 + 0.75}rem` }}
      onMouseDown={(event) => {
        // The tree keeps the focus; a text can still be marked.
        if (event.detail > 1) event.preventDefault();
        onActivate();
      }}
      onClick={() => {
        const isMarking = window.getSelection()?.isCollapsed === false;
        if (row.expanded !== undefined && !isMarking) onToggle();
      }}
    >
      <span className={classes.chevron} data-open={row.expanded === true} aria-hidden>
        {row.expanded !== undefined && <IconChevronRight size={14} stroke={2} />}
      </span>
      <span className={classes.text}>
        {row.key !== undefined && (
          <>
            <bdi className={typeof row.key === 'number' ? classes.item : classes.key}>
              <MarkedText text={String(row.key)} search={search} />
            </bdi>
            <span className={classes.sign}>: </span>
          </>
        )}
        <Value row={row} search={search} />
      </span>
    </div>
  );
}

function Value({ row, search }: { row: JsonRow; search: string }) {
  if (row.kind === 'object' || row.kind === 'array') {
    const [open, close] = row.kind === 'object' ? ['{', '}'] : ['[', ']'];
    if (row.size === 0) return <span className={classes.sign}>{`${open}${close}`}</span>;
    return (
      <span className={classes.summary}>
        {`${open}${row.expanded ? '' : `…${close}`} `}
        <span className={classes.count}>{t.jsonTree.entries(row.size)}</span>
      </span>
    );
  }
  if (row.kind !== 'string') {
    return (
      <span className={classes[row.kind]}>
        <MarkedText text={valueText(row.value)} search={search} />
      </span>
    );
  }
  const text = row.value as string;
  const shown = row.expanded ? text.slice(0, STRING_SHOWN) : text.slice(0, STRING_PREVIEW);
  const rest = text.length - shown.length;
  return (
    <>
      <bdi className={classes.string}>
        {/* With its escapes: a line end, a sign that no one sees or that turns the text around is told. */}
        <MarkedText text={quoted(shown, rest === 0)} search={search} />
      </bdi>
      {rest > 0 && (
        <span className={classes.count}>
          {' '}
          {row.expanded ? t.jsonTree.more(rest) : t.jsonTree.characters(text.length)}
        </span>
      )}
    </>
  );
}

/** As JSON, and with signs that steer the direction of text escaped as well. */
function quoted(text: string, whole: boolean): string {
  const json = JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return whole ? json : `${json.slice(0, -1)}…`;
}
