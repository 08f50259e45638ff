import type { Terminal } from '@xterm/xterm';
import { copyToClipboard } from '../../../commands/copy-to-clipboard.ts';

/**
 * Keys that are not the container's. Shift+F6 leaves the terminal, as F6 goes from pane to pane elsewhere. Copy and
 * paste work as in other terminals: Ctrl+C copies where something is marked and is the container's where nothing is;
 * Ctrl+Shift+C copies, Ctrl+V and Ctrl+Shift+V paste; a Mac has ⌘ for that.
 */
export function takeTerminalKeys(terminal: Terminal, leave: () => void): void {
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    if (event.key === 'F6' && event.shiftKey) {
      event.preventDefault();
      leave();
      return false;
    }
    const key = event.key.toLowerCase();
    if (!event.ctrlKey || event.altKey || event.metaKey) return true;
    if (key === 'c' && (event.shiftKey || terminal.hasSelection())) {
      event.preventDefault();
      if (terminal.hasSelection()) void copyToClipboard(terminal.getSelection());
      terminal.clearSelection();
      return false;
    }
    // The browser's own paste is taken: it needs no permission.
    return key !== 'v';
  });
}

/** Opens an address that the container wrote: with Ctrl or ⌘ held down, and of the web alone. */
export function openAddress(event: MouseEvent, address: string): void {
  if (!event.ctrlKey && !event.metaKey) return;
  if (/^https?:\/\//i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
}
