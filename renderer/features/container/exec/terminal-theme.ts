import type { ITheme } from '@xterm/xterm';

const ANSI = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

/** The colours of the theme in use, which the logs have too. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const text = color('--mantine-color-text');
  return {
    background: color('--pier-panel'),
    foreground: text,
    cursor: text,
    cursorAccent: color('--pier-panel'),
    selectionBackground: color('--pier-terminal-selection'),
    scrollbarSliderBackground: color('--pier-border'),
    scrollbarSliderHoverBackground: color('--mantine-color-dimmed'),
    scrollbarSliderActiveBackground: color('--mantine-color-dimmed'),
    ...Object.fromEntries(ANSI.map((name, index) => [name, color(`--ansi-${index}`)])),
  };
}
