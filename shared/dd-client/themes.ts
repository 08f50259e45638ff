/** Shades of one colour, as `@docker/docker-mui-theme` names them. */
type Shades = Readonly<Record<100 | 200 | 300 | 400 | 500 | 600 | 700 | 800, string>>;

const shades = (...values: string[]): Shades =>
  Object.fromEntries(values.map((value, at) => [(at + 1) * 100, value])) as unknown as Shades;

const LIGHT = {
  amber: shades('#fdf0d9', '#f9dca6', '#f2bd63', '#dc9a2a', '#b87a12', '#8f5600', '#6e4200', '#4d2e00'),
  blue: shades('#e3f6f8', '#cdebee', '#9fd7dd', '#45b2bd', '#15929f', '#076775', '#045662', '#023d46'),
  green: shades('#e0f4ea', '#bde6d1', '#86d0ab', '#3fb07c', '#18935f', '#0e7d4f', '#09603c', '#06422a'),
  grey: shades('#f3f6f8', '#eaeff2', '#dde5ea', '#b9c6cf', '#8fa1ae', '#566977', '#364856', '#14232e'),
  red: shades('#fdeae8', '#f9cbc6', '#f19f96', '#e2665a', '#cb3a2c', '#b42318', '#8c1a11', '#61110b'),
  violet: shades('#f0ebfb', '#dccff6', '#bda6ec', '#9678dc', '#7752c8', '#5f3bb0', '#492c8a', '#331e62'),
};

const DARK = {
  amber: shades('#37290f', '#543d12', '#7d5a17', '#a97a20', '#d39b35', '#f2bd63', '#f7d391', '#fcebc9'),
  blue: shades('#12303a', '#14414c', '#0e5b68', '#0c7a87', '#2aa7b4', '#6cc3cc', '#9fd7dd', '#cdebee'),
  green: shades('#12322a', '#154838', '#19664b', '#238a63', '#38ad7c', '#5fd39b', '#93e3bb', '#c8f2db'),
  grey: shades('#131f2a', '#1e2c38', '#243543', '#324657', '#61768a', '#93a4b3', '#b3c1cd', '#d7e0e8'),
  red: shades('#3d1a1a', '#5c2321', '#86302b', '#b9453d', '#e2695f', '#ff9c92', '#ffbcb5', '#ffdeda'),
  violet: shades('#251d3d', '#372a5c', '#4e3c84', '#6c56ad', '#8d78cf', '#b3a2ea', '#cdc1f3', '#e6e0fa'),
};

const SANS =
  '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

const MONO = '"JetBrains Mono Variable", ui-monospace, "SF Mono", Consolas, monospace';

function themeOf(mode: 'light' | 'dark') {
  const colours = mode === 'light' ? LIGHT : DARK;
  const white = '#ffffff';
  const onAccent = mode === 'light' ? white : '#0b141c';
  const text = mode === 'light' ? '#14232e' : '#d7e0e8';
  const background = mode === 'light' ? '#f3f6f8' : '#0d1720';
  // The shades of the dark theme rise.
  const [lighter, darker] = mode === 'light' ? ([400, 700] as const) : ([700, 500] as const);
  const accent = (of: Shades) => ({
    light: of[lighter],
    main: of[600],
    dark: of[darker],
    contrastText: onAccent,
  });
  return {
    palette: {
      mode,
      primary: accent(colours.blue),
      secondary: accent(colours.grey),
      error: accent(colours.red),
      warning: accent(colours.amber),
      info: accent(colours.blue),
      success: accent(colours.green),
      text: {
        primary: text,
        secondary: mode === 'light' ? '#566977' : '#93a4b3',
        disabled: mode === 'light' ? '#8fa1ae' : '#61768a',
      },
      divider: mode === 'light' ? '#dde5ea' : '#243543',
      background: {
        default: background,
        paper: mode === 'light' ? white : '#131f2a',
      },
      action: {
        hover: mode === 'light' ? '#f0f6f7' : '#182733',
        selected: mode === 'light' ? '#e0f1f3' : '#14323c',
      },
      docker: { ...colours, text, background },
    },
    shape: { borderRadius: 6 },
    spacing: 8,
    // Layouts were made for these: the library's own are narrower.
    breakpoints: { values: { xs: 0, sm: 640, md: 1024, lg: 1280, xl: 1536 } },
    typography: {
      fontFamily: SANS,
      fontSize: 14,
      htmlFontSize: 16,
      h1: { fontSize: '1.75rem', fontWeight: 620, lineHeight: 1.3 },
      h2: { fontSize: '1.375rem', fontWeight: 620, lineHeight: 1.35 },
      h3: { fontSize: '1.125rem', fontWeight: 620, lineHeight: 1.4 },
      h4: { fontSize: '1rem', fontWeight: 620, lineHeight: 1.45 },
      h5: { fontSize: '0.9375rem', fontWeight: 600, lineHeight: 1.45 },
      h6: { fontSize: '0.875rem', fontWeight: 600, lineHeight: 1.45 },
      subtitle1: { fontSize: '0.9375rem', lineHeight: 1.5 },
      subtitle2: { fontSize: '0.8125rem', fontWeight: 600, lineHeight: 1.5 },
      body1: { fontSize: '0.875rem', lineHeight: 1.5 },
      body2: { fontSize: '0.8125rem', lineHeight: 1.5 },
      caption: { fontSize: '0.75rem', lineHeight: 1.45 },
      button: { fontSize: '0.8125rem', fontWeight: 600, textTransform: 'none' as const },
      code: { fontFamily: MONO },
      'inline-code': {
        fontFamily: MONO,
        fontSize: '85%',
        padding: '.2em .4em',
        borderRadius: '4px',
        backgroundColor: colours.grey[200],
      },
    },
    components: {
      // Pages have no margin of their own and count on this one.
      MuiCssBaseline: { styleOverrides: { body: { padding: '16px 20px' } } },
      MuiCardActions: { styleOverrides: { root: { padding: '16px' } } },
      MuiDialogActions: { styleOverrides: { root: { padding: '16px' } } },
      MuiButton: { defaultProps: { disableElevation: true } },
      MuiButtonBase: { defaultProps: { disableRipple: true } },
      MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
      MuiTooltip: { defaultProps: { arrow: true } },
      MuiTableCell: { styleOverrides: { root: { fontSize: '0.8125rem' } } },
    },
  };
}

/**
 * What `@docker/docker-mui-theme` makes its themes of: it takes these from the window without a look, and a page that
 * misses them stays blank. The palette is Pier's own, as in the dashboard. A new object each time: each version gets one.
 */
export function muiThemes() {
  return { light: themeOf('light'), dark: themeOf('dark') };
}
