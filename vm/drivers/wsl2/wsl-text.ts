/**
 * What wsl.exe printed. It writes UTF-8 where WSL_UTF8=1 is heeded, else UTF-16LE without a mark; what a program of the
 * guest wrote comes as that wrote it. Which of both it is, is told from the bytes.
 * @see https://learn.microsoft.com/en-us/windows/wsl/basic-commands
 */
export function decodeWslText(bytes: Uint8Array): string {
  const text = new TextDecoder(isUtf16(bytes) ? 'utf-16le' : 'utf-8').decode(bytes);
  // Some releases end a UTF-16 line with the byte 0x0a alone, which leaves NULs behind; \r\r\n comes of a console's mode.
  return text.replaceAll('\0', '').replace(/\r+\n/g, '\n').replaceAll('\r', '');
}

/** Lines that say something. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
}

function isUtf16(bytes: Uint8Array): boolean {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return true;
  // No text of UTF-8 has NULs; UTF-16 has one for each character below U+0100, which line ends and codes are.
  return bytes.length >= 2 && bytes.includes(0);
}
