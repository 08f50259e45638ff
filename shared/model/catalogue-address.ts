/**
 * Where a catalogue of extensions is, in its one form: an address by http or https without a login in it, or the whole
 * path of a file. undefined for what cannot be one.
 */
export function parseCatalogueAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 2000 || /[\0\n,]/.test(trimmed)) return undefined;
  if (/^https?:\/\//i.test(trimmed)) {
    if (!URL.canParse(trimmed)) return undefined;
    const { href, username, password } = new URL(trimmed);
    return username === '' && password === '' ? href : undefined;
  }
  return isFilePath(trimmed) ? trimmed : undefined;
}

/** Whether it is a whole path, of any system. */
export function isFilePath(text: string): boolean {
  return /^(?:\/(?!\/)|[A-Za-z]:[\\/]|\\\\[^\\])/.test(text);
}

/** A link that may be followed out of what strangers wrote: http and https alone, as an address; else undefined. */
export function safeLink(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
