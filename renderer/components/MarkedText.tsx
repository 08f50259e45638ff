import { Fragment } from 'react';

/** A text with every place marked that has what is searched, whatever its case. */
export function MarkedText({ text, search }: { text: string; search: string }) {
  const parts = splitAt(text, search.trim());
  if (parts.length === 1) return text;
  let at = 0;
  return parts.map((part, index) => {
    const key = at;
    at += part.length;
    return <Fragment key={key}>{index % 2 === 1 ? <mark>{part}</mark> : part}</Fragment>;
  });
}

/** Every second part is a place that has it. */
export function splitAt(text: string, search: string): string[] {
  if (search === '') return [text];
  const parts: string[] = [];
  const lower = text.toLowerCase();
  // A sign that becomes longer in lower case would shift all places behind it.
  if (lower.length !== text.length) return [text];
  const wanted = search.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  parts.push(text.slice(from));
  return parts;
}
