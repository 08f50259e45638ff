import { expect, it } from 'vitest';
import { ToolsKeys } from './tools-keys.ts';

const presses = (keys: string) => {
  const listening = new ToolsKeys();
  return keys.split(' ').map((key) => listening.press(key));
};
const ARROWS = 'ArrowUp ArrowUp ArrowDown ArrowDown ArrowLeft ArrowRight ArrowLeft ArrowRight';

it('the documented keys open the developer tools, with the last of them, whatever came before', () => {
  expect(presses(`x ArrowUp ${ARROWS} p d t`).indexOf(true)).toBe(12);
  expect(presses(ARROWS.replace('ArrowLeft', 'ArrowLeft ArrowLeft').concat(' P D T')).at(-1)).toBe(true);
});

it('others do not, and each time takes all of them', () => {
  expect(presses(`${ARROWS} p x d t`)).not.toContain(true);
  expect(presses(`${ARROWS} p d t t`).filter(Boolean)).toHaveLength(1);
});
