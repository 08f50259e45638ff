/**
 * What a terminal would act on instead of showing it: CSI and OSC sequences, other escapes, then every other control
 * sign but the tab. The first group holds the parameters of a CSI sequence, the second its final sign.
 * Source: ECMA-48, 5.4, and xterm's OSC.
 */
export const ANSI_CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control signs are what is looked for
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control signs are what is looked for
const ANY_CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;

/** False for nearly every line: what follows can be spared then. */
export function hasControls(line: string): boolean {
  return ANY_CONTROL.test(line);
}

/** The text of a line without any sequence, for search, copy and files. */
export function stripAnsi(line: string): string {
  return hasControls(line) ? afterLastReturn(line).replace(ANSI_CONTROL, '') : line;
}

/** A carriage return inside starts the line anew, as a progress bar expects. */
export function afterLastReturn(line: string): string {
  if (!line.includes('\r')) return line;
  const end = line.replace(/\r+$/, '');
  return end.slice(end.lastIndexOf('\r') + 1);
}
