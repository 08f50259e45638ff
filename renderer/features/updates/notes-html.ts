/** What tells HTML from text: elements that notes are made of. */
const ELEMENTS = /<\/?(p|ul|ol|li|h[1-6]|br|div|strong|em|pre|code|a)\b[^<>]*>/i;
const CODE = /^```/;
const HEADING = /^#{1,6}\s+/;
const ITEM = /^(?:([-*+])|\d+[.)])\s+/;

/**
 * Release notes as HTML, which still has to be made safe. Publishers write HTML, or text with the marks of Markdown that
 * are read best as what they mean: headings, lists, code, bold words, links.
 */
export function notesHtml(notes: string): string {
  if (ELEMENTS.test(notes)) return notes;
  const blocks: string[] = [];
  let list: { tag: 'ul' | 'ol'; items: string[] } | undefined;
  let paragraph: string[] = [];
  const end = () => {
    if (paragraph.length > 0) blocks.push(`<p>${inline(paragraph.join(' '))}</p>`);
    if (list)
      blocks.push(
        `<${list.tag}>${list.items.map((each) => `<li>${inline(each)}</li>`).join('')}</${list.tag}>`,
      );
    paragraph = [];
    list = undefined;
  };
  const lines = notes.split(/\r?\n/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const text = line.trim();
    if (CODE.test(text)) {
      end();
      const from = at + 1;
      at = lines.findIndex((each, index) => index >= from && CODE.test(each.trim()));
      if (at < 0) at = lines.length;
      blocks.push(`<pre>${escapeHtml(lines.slice(from, at).join('\n'))}</pre>`);
    } else if (text === '') {
      end();
    } else if (HEADING.test(text)) {
      end();
      blocks.push(`<h3>${inline(text.replace(HEADING, ''))}</h3>`);
    } else if (ITEM.test(text)) {
      const tag = ITEM.exec(text)?.[1] ? 'ul' : 'ol';
      if (list?.tag !== tag) end();
      list ??= { tag, items: [] };
      list.items.push(text.replace(ITEM, ''));
    } else if (list && /^\s/.test(line)) {
      list.items.push(`${list.items.pop()} ${text}`);
    } else {
      if (list) end();
      paragraph.push(text);
    }
  }
  end();
  return blocks.join('');
}

function inline(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^\]]+)\]\((https?:\/\/[^\s)"]+)\)/g, '<a href="$2">$1</a>');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
