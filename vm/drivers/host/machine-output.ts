import { readLastLines } from '../../last-lines.ts';

const LAST_LINES = 20;
/** Enough to know what a line is about. */
const LINE_LENGTH = 300;

/** What the programs that run the machine and its console said last, oldest first, the console behind them. */
export async function lastMachineLines(logs: readonly string[]): Promise<string[]> {
  const read = await Promise.all(logs.map((path) => readLastLines(path, LAST_LINES)));
  return read
    .flatMap(({ lines }) => lines)
    .map(plainText)
    .filter(Boolean)
    .slice(-LAST_LINES);
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
