import DOMPurify from 'dompurify';
import { safeLink } from '../../../../shared/model/catalogue-address.ts';

const RULES = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
    ...['a', 'b', 'strong', 'i', 'em', 'u', 's', 'code', 'pre', 'kbd', 'blockquote', 'sub', 'sup'],
  ],
  ALLOWED_ATTR: ['href'],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
} as const;

/**
 * What a publisher wrote as HTML, with text, lists and links alone: nothing that runs, is fetched, has a look of its own
 * or an id. Headings are of the level below ours.
 */
export function cleanHtml(html: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(html, {
    ...RULES,
    ALLOWED_TAGS: [...RULES.ALLOWED_TAGS],
    ALLOWED_ATTR: ['href'],
  });
  for (const heading of fragment.querySelectorAll('h1, h2, h3, h5, h6')) {
    const own = document.createElement('h4');
    own.append(...heading.childNodes);
    heading.replaceWith(own);
  }
  for (const link of fragment.querySelectorAll('a')) {
    const address = safeLink(link.getAttribute('href') ?? undefined);
    if (address === undefined) link.replaceWith(...link.childNodes);
    else {
      link.href = address;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    }
  }
  return fragment;
}
