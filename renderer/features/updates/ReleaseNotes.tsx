import DOMPurify from 'dompurify';
import { createElement, type ReactNode, useMemo } from 'react';
import { t } from '../../i18n/index.ts';
import { notesHtml } from './notes-html.ts';
import classes from './Updates.module.css';

/** What notes may be made of, and as what it is shown: headings fit below that of the card. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['p', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'pre', 'blockquote', 'br', 'hr', 'a'].map((tag) => [
      tag,
      tag,
    ]),
  ),
  ...{ b: 'strong', i: 'em', h1: 'h3', h2: 'h3', h3: 'h3', h4: 'h4', h5: 'h4', h6: 'h4' },
};

/** Notes of a publisher as elements of ours: nothing of theirs comes into the page but words and the addresses of links. */
export function ReleaseNotes({ notes }: { notes: string }) {
  const content = useMemo(() => elementsOf(notes), [notes]);
  return (
    <div className={classes.notes}>
      <h3 className={classes.notesTitle}>{t.updates.notes}</h3>
      {content.length > 0 ? content : <p>{t.updates.noNotes}</p>}
    </div>
  );
}

function elementsOf(notes: string): ReactNode[] {
  const fragment = DOMPurify.sanitize(notesHtml(notes), {
    ALLOWED_TAGS: Object.keys(SHOWN_AS),
    ALLOWED_ATTR: ['href'],
    ALLOWED_URI_REGEXP: /^https?:/i,
    RETURN_DOM_FRAGMENT: true,
  });
  return childrenOf(fragment);
}

function childrenOf(node: Node): ReactNode[] {
  return [...node.childNodes].flatMap((child, index): ReactNode[] => {
    if (child instanceof Text)
      return child.data.trim() === '' && node instanceof DocumentFragment ? [] : [child.data];
    if (!(child instanceof Element)) return [];
    const tag = SHOWN_AS[child.localName];
    const href = child.getAttribute('href');
    // A link that leads nowhere safe is its words.
    if (!tag || (tag === 'a' && !href)) return childrenOf(child);
    const props = { key: index, ...(href && { href, target: '_blank', rel: 'noreferrer' }) };
    const children = childrenOf(child);
    return [createElement(tag, props, ...children)];
  });
}
