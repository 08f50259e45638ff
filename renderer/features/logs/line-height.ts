import { hasControls, stripAnsi } from '../../../shared/strip-ansi.ts';
import { LONGEST } from './LogLineText.tsx';

/** Of a line that is not wrapped, in CSS pixels. */
export const LINE_HEIGHT = 20;

/**
 * How high a wrapped line will be, by its length: what it is drawn at is measured. Tabs and characters of another width
 * make it wrong by a little.
 * @param columns how many characters fit beside each other
 */
export function estimatedHeight(text: string, columns: number): number {
  const shown = hasControls(text) ? stripAnsi(text.slice(0, LONGEST)) : text;
  return Math.max(1, Math.ceil(Math.min(shown.length, LONGEST + 20) / Math.max(1, columns))) * LINE_HEIGHT;
}
