const ATTRIBUTES = `(?:"[^"]*"|'[^']*'|[^'">])*`;
/** What may stand before the first script: a mark of the encoding, comments, the doctype, <html> and <head>. */
const BEFORE = new RegExp(
  `^(?:\\xef\\xbb\\xbf|\\s+|<!--[\\s\\S]*?-->|<\\?[^>]*>|<!doctype${ATTRIBUTES}>|<html(?:\\s${ATTRIBUTES})?>|<head(?:\\s${ATTRIBUTES})?>)*`,
  'i',
);

/**
 * The document with a script before everything else that could be one. Its bytes are left as they are, in whatever
 * encoding. @param script ASCII: a whole element
 */
export function injectScript(document: Buffer, script: string): Buffer {
  const at = BEFORE.exec(document.toString('latin1'))?.[0].length ?? 0;
  return Buffer.concat([document.subarray(0, at), Buffer.from(script), document.subarray(at)]);
}

/** The script element of the client, with what the page has to know before it asks anything. */
export function clientScript(path: string, config: object): string {
  const json = JSON.stringify(config)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `<script src="${path}" data-pier="${json}"></script>`;
}
