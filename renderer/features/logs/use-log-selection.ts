import { type RefObject, useEffect, useRef, useState } from 'react';
import { copyText } from './copy-lines.ts';
import type { LogStore } from './log-store.ts';
import type { LineList } from './visible-lines.ts';

/** Where a selection begins and where it has come to: lines by number, and places in their text. */
interface Ends {
  anchor: { number: number; offset: number };
  focus: { number: number; offset: number };
}

export interface LogSelection {
  /** The line in which a selection begins: it is to stay in the document, or the selection would be lost. */
  anchor: number | undefined;
  selectAll(): void;
}

/**
 * Lets a person select more lines than are drawn: copying takes what lies between from the log itself.
 * @param rows the element whose children are the lines
 */
export function useLogSelection(
  rows: RefObject<HTMLElement | null>,
  store: LogStore,
  lines: LineList,
): LogSelection {
  const [anchor, setAnchor] = useState<number>();
  const all = useRef(false);
  const latest = useRef({ store, lines });
  latest.current = { store, lines };

  useEffect(() => {
    const onChange = () => {
      const ends = rows.current && selectionEnds(rows.current);
      if (!ends) all.current = false;
      setAnchor(ends?.anchor.number);
    };
    const onCopy = (event: ClipboardEvent) => {
      const body = rows.current;
      const ends = body && selectionEnds(body);
      if (!ends || !event.clipboardData) return;
      const { store, lines } = latest.current;
      const [from, to] =
        ends.anchor.number <= ends.focus.number ? [ends.anchor, ends.focus] : [ends.focus, ends.anchor];
      let text: string | undefined;
      if (all.current) text = copyText(store, lines, { timestamps: false });
      else if (from.number < to.number) text = textBetween(store, lines, from, to);
      if (text === undefined) return;
      event.clipboardData.setData('text/plain', text);
      event.preventDefault();
    };
    const forget = () => {
      all.current = false;
    };
    document.addEventListener('selectionchange', onChange);
    document.addEventListener('copy', onCopy);
    document.addEventListener('pointerdown', forget);
    return () => {
      document.removeEventListener('selectionchange', onChange);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('pointerdown', forget);
    };
  }, [rows]);

  return {
    anchor,
    selectAll: () => {
      if (!rows.current) return;
      window.getSelection()?.selectAllChildren(rows.current);
      all.current = true;
    },
  };
}

/** Undefined where nothing is selected, or something else than lines. */
function selectionEnds(body: HTMLElement): Ends | undefined {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed) return undefined;
  const anchor = endOf(body, selection.anchorNode, selection.anchorOffset);
  const focus = endOf(body, selection.focusNode, selection.focusOffset);
  return anchor && focus && { anchor, focus };
}

function endOf(body: HTMLElement, node: Node | null, offset: number): Ends['anchor'] | undefined {
  if (!node || !body.contains(node)) return undefined;
  // The whole list: its first or last line.
  const inside = node === body ? (body.children[Math.min(offset, body.children.length - 1)] ?? node) : node;
  const row = (inside instanceof Element ? inside : inside.parentElement)?.closest<HTMLElement>(
    '[data-number]',
  );
  if (!row) return undefined;
  const range = document.createRange();
  range.selectNodeContents(row.querySelector('[data-text]') ?? row);
  let length = 0;
  try {
    range.setEnd(node, offset);
    length = range.toString().length;
  } catch {
    // Before the text: in the time or the name of its container.
  }
  return { number: Number(row.dataset.number), offset: length };
}

function textBetween(
  store: LogStore,
  lines: LineList,
  from: Ends['anchor'],
  to: Ends['anchor'],
): string | undefined {
  const text = copyText(store, lines, { timestamps: false, from: from.number, to: to.number });
  if (text === undefined) return undefined;
  const shown = text.split('\n');
  shown.pop();
  const last = shown.length - 1;
  shown[last] = (shown[last] ?? '').slice(0, to.offset);
  shown[0] = (shown[0] ?? '').slice(from.offset);
  return shown.join('\n');
}
