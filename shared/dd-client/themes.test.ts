import { expect, it } from 'vitest';
import { muiThemes } from './themes.ts';

it('has what the themes of extensions are made of, in both modes', () => {
  const { light, dark } = muiThemes();
  expect([light.palette.mode, dark.palette.mode]).toEqual(['light', 'dark']);
  for (const { palette } of [light, dark]) {
    const { text, background, ...colours } = palette.docker;
    expect([text, background]).toEqual([palette.text.primary, palette.background.default]);
    expect(Object.keys(colours).sort()).toEqual(['amber', 'blue', 'green', 'grey', 'red', 'violet']);
    for (const shades of Object.values(colours)) {
      expect(Object.keys(shades)).toEqual(['100', '200', '300', '400', '500', '600', '700', '800']);
      for (const colour of Object.values(shades)) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    }
  }
  expect(muiThemes().light).not.toBe(muiThemes().light);
});

it('has what layouts of extensions count on: a margin, widths, and code within words', () => {
  for (const { breakpoints, components, typography } of Object.values(muiThemes())) {
    expect(components.MuiCssBaseline.styleOverrides.body.padding).toMatch(/^\d+px \d+px$/);
    expect(Object.values(breakpoints.values)).toEqual([0, 640, 1024, 1280, 1536]);
    expect(typography['inline-code']).toMatchObject({ fontSize: '85%' });
  }
});

it('has words that can be read on what they stand on', () => {
  for (const { palette } of Object.values(muiThemes())) {
    for (const ground of Object.values(palette.background)) {
      for (const words of [
        palette.text.primary,
        palette.text.secondary,
        palette.primary.main,
        palette.error.main,
      ]) {
        expect(contrast(words, ground), `${palette.mode} ${words} on ${ground}`).toBeGreaterThan(4.5);
      }
    }
    const { primary } = palette;
    expect(contrast(primary.contrastText, primary.main)).toBeGreaterThan(4.5);
    // A button that is pointed at has the darker one.
    expect(contrast(primary.contrastText, primary.dark)).toBeGreaterThan(4.5);
    expect([primary.light, primary.main, primary.dark].map(luminance)).toEqual(
      [primary.light, primary.main, primary.dark].map(luminance).sort((a, b) => b - a),
    );
  }
});

/** Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
