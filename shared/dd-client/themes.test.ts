import { expect, it } from 'vitest';
import { muiThemes } from './themes.ts';

it('has what the themes of extensions are made of, in both modes', () => {
  const { light, dark } = muiThemes();
  expect([light.palette.mode, dark.palette.mode]).toEqual(['light', 'dark']);
  for (const { palette } of [light, dark]) {
    expect(Object.keys(palette.docker).sort()).toEqual(['amber', 'blue', 'green', 'grey', 'red', 'violet']);
    for (const shades of Object.values(palette.docker)) {
      expect(Object.keys(shades)).toEqual(['100', '200', '300', '400', '500', '600', '700', '800']);
      for (const colour of Object.values(shades)) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    }
  }
  expect(muiThemes().light).not.toBe(muiThemes().light);
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
    expect(contrast(palette.primary.contrastText, palette.primary.main)).toBeGreaterThan(4.5);
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
