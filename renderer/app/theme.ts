import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { t } from '../i18n/index.ts';

/** Harbour water: the accent of buttons, links and what is selected. */
const pier: MantineColorsTuple = [
  '#e3f6f8',
  '#cdebee',
  '#9fd7dd',
  '#6cc3cc',
  '#45b2bd',
  '#2aa7b4',
  '#15929f',
  '#0c7a87',
  '#076775',
  '#045662',
];

/** Night over the harbour: surfaces and text of the dark theme. */
const dark: MantineColorsTuple = [
  '#d7e0e8',
  '#b3c1cd',
  '#93a4b3',
  '#61768a',
  '#324657',
  '#233443',
  '#182632',
  '#101b25',
  '#0b141c',
  '#070d13',
];

export const theme = createTheme({
  primaryColor: 'pier',
  primaryShade: { light: 8, dark: 7 },
  colors: { pier, dark },
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, "SF Mono", Consolas, monospace',
  headings: { fontWeight: '620' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: {
      defaultProps: { openDelay: 350, withArrow: true, multiline: true, maw: 380 },
      // Names of others may be one word of any length.
      styles: { tooltip: { overflowWrap: 'anywhere' } },
    },
    // The page itself never scrolls, so there is nothing to lock.
    Modal: {
      defaultProps: {
        lockScroll: false,
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        closeButtonProps: { 'aria-label': t.app.close },
        transitionProps: { duration: 100 },
      },
    },
    // The placeholder would be a child of the menu that is no item.
    Menu: { defaultProps: { shadow: 'md', withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': t.app.dismiss } } },
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
  },
});

/** Our own surfaces beside Mantine's, for both themes. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--pier-ease': 'cubic-bezier(0.2, 0, 0, 1)' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#14232e',
    '--mantine-color-dimmed': '#566977',
    '--mantine-color-placeholder': '#657886',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#076775',
    '--pier-canvas': '#f3f6f8',
    '--pier-panel': '#ffffff',
    '--pier-border': '#dde5ea',
    '--pier-hover': '#f0f6f7',
    '--pier-selected': '#e0f1f3',
    '--pier-nav': '#0b2f3b',
    '--pier-nav-active': '#16505f',
    '--pier-ok': '#0e7d4f',
    '--pier-ok-soft': '#e0f4ea',
    '--pier-warn': '#8f5600',
    '--pier-warn-soft': '#fdf0d9',
    '--pier-bad': '#b42318',
    '--pier-bad-soft': '#fdeae8',
    '--pier-busy': '#076775',
    '--pier-busy-soft': '#e0f1f3',
    '--pier-idle': '#566977',
    '--pier-idle-soft': '#eaeff2',
  },
  dark: {
    '--mantine-color-dimmed': '#93a4b3',
    '--mantine-color-placeholder': '#8496a5',
    '--mantine-color-error': '#ff9c92',
    '--mantine-color-anchor': '#6cc3cc',
    '--pier-canvas': '#0d1720',
    '--pier-panel': '#131f2a',
    '--pier-border': '#243543',
    '--pier-hover': '#182733',
    '--pier-selected': '#14323c',
    '--pier-nav': '#0a121a',
    '--pier-nav-active': '#12303a',
    '--pier-ok': '#5fd39b',
    '--pier-ok-soft': '#12322a',
    '--pier-warn': '#f2bd63',
    '--pier-warn-soft': '#37290f',
    '--pier-bad': '#ff9c92',
    '--pier-bad-soft': '#3d1a1a',
    '--pier-busy': '#6cc3cc',
    '--pier-busy-soft': '#12303a',
    '--pier-idle': '#93a4b3',
    '--pier-idle-soft': '#1e2c38',
  },
});
