import type { PierFiles } from '../../files.ts';
import { readLastLines } from '../../last-lines.ts';

const LAST_LINES = 20;
/** Enough to know what a line is about. */
const LINE_LENGTH = 300;

/** What QEMU and the guest's console said last, oldest first. */
export async function lastMachineLines({ logs }: PierFiles): Promise<string[]> {
  const [console, qemu] = await Promise.all([
    readLastLines(logs.console, LAST_LINES),
    readLastLines(logs.qemu, LAST_LINES),
  ]);
  return [...qemu.lines, ...console.lines].map(plainText).filter(Boolean).slice(-LAST_LINES);
}

/** A line of a console without what moves a terminal's cursor or colours it. */
function plainText(line: string): string {
  return (
    line
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed
      .replace(/\u001b(\[[0-9;?]*[ -/]*[@-~]|[@-_])/g, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is removed
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
      .trimEnd()
      .slice(0, LINE_LENGTH)
  );
}
