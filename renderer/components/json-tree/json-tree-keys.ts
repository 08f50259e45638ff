import type { JsonTreeState } from './use-json-tree.ts';

const PAGE = 20;

/**
 * The keys of a tree, as the ARIA Authoring Practices give them: arrows move, open and close; Enter and Space toggle.
 * Returns whether the key was one of them.
 */
export function pressTreeKey(tree: JsonTreeState, key: string): boolean {
  const { rows, active, activeIndex } = tree;
  const goTo = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row) tree.activate(row.pointer);
    return true;
  };
  switch (key) {
    case 'ArrowDown':
      return goTo(activeIndex + 1);
    case 'ArrowUp':
      return goTo(activeIndex - 1);
    case 'PageDown':
      return goTo(activeIndex + PAGE);
    case 'PageUp':
      return goTo(activeIndex - PAGE);
    case 'Home':
      return goTo(0);
    case 'End':
      return goTo(rows.length - 1);
    case 'ArrowRight':
      if (active.expanded === false) tree.toggle(active.pointer, true);
      else if (active.expanded && active.kind !== 'string') goTo(activeIndex + 1);
      return true;
    case 'ArrowLeft':
      if (active.expanded) tree.toggle(active.pointer, false);
      else if (active.level > 1) tree.activate(active.pointer.slice(0, active.pointer.lastIndexOf('/')));
      return true;
    case 'Enter':
    case ' ':
      if (active.expanded !== undefined) tree.toggle(active.pointer);
      return true;
    case '*':
      for (const row of rows) {
        const isSibling = parentOf(row.pointer) === parentOf(active.pointer) && row.level === active.level;
        if (isSibling && row.expanded === false && row.kind !== 'string') tree.toggle(row.pointer, true);
      }
      return true;
    default:
      return false;
  }
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}
