import {
  type CSSVariablesResolver,
  convertCssVariables,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineThemeOverride,
  mergeMantineTheme,
} from '@mantine/core';

/**
 * Puts the theme's CSS variables into an adopted style sheet. MantineProvider would write a <style> element, which a
 * content security policy of `style-src 'self'` forbids; an adopted sheet is script's own and allowed.
 */
export function adoptThemeVariables(override: MantineThemeOverride, resolver: CSSVariablesResolver): void {
  const theme = mergeMantineTheme(DEFAULT_THEME, override);
  const base = defaultCssVariablesResolver(theme);
  const own = resolver(theme);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    convertCssVariables({
      variables: { ...base.variables, ...own.variables },
      light: { ...base.light, ...own.light },
      dark: { ...base.dark, ...own.dark },
    }),
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
