const SCHEME = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;
const ALWAYS = '(min-width: 0px)';
const NEVER = '(max-width: -1px)';

/** A question about the theme as one that does not depend on the browser's. */
export function settleQuery(query: string, dark: boolean): string {
  return query.replace(SCHEME, (_all, wanted: string) =>
    (wanted.toLowerCase() === 'dark') === dark ? ALWAYS : NEVER,
  );
}

/**
 * A frame of another site gets the browser's theme, not that of the page around it. So `matchMedia`, the rules of style
 * sheets and the colours of what the browser draws follow what the dashboard says.
 * @returns what changes it
 */
export function followTheme(page: typeof globalThis & Window, isDark: boolean): (dark: boolean) => void {
  let dark = isDark;
  const asked = new Set<SchemeQuery>();
  const matchMedia = page.matchMedia.bind(page);
  page.matchMedia = (query) => {
    // The pattern remembers where it was.
    if (!String(query).match(SCHEME)) return matchMedia(query);
    const made = new SchemeQuery(String(query), matchMedia, dark);
    asked.add(made);
    return made as unknown as MediaQueryList;
  };
  const rules = new Map<CSSMediaRule, string>();
  const settle = () => {
    page.document.documentElement?.style.setProperty('color-scheme', dark ? 'dark' : 'light');
    for (const sheet of page.document.styleSheets) settleRules(sheet, rules, dark);
  };
  page.document.addEventListener('DOMContentLoaded', settle);
  // A sheet's own event does not bubble.
  page.addEventListener('load', settle, true);
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.nodeName === 'STYLE'))) settle();
  });
  observer.observe(page.document, { childList: true, subtree: true });
  settle();
  return (next) => {
    if (next === dark) return;
    dark = next;
    settle();
    for (const each of asked) each.settle(dark);
  };
}

function settleRules(sheet: CSSStyleSheet, known: Map<CSSMediaRule, string>, dark: boolean): void {
  let rules: CSSRuleList;
  try {
    rules = sheet.cssRules;
  } catch {
    // One of another site cannot be read.
    return;
  }
  const visit = (list: CSSRuleList) => {
    for (const rule of list) {
      if (rule instanceof CSSMediaRule) {
        const asked = known.get(rule) ?? rule.media.mediaText;
        if (asked.match(SCHEME)) {
          known.set(rule, asked);
          rule.media.mediaText = settleQuery(asked, dark);
        }
      }
      if ('cssRules' in rule) visit(rule.cssRules as CSSRuleList);
    }
  };
  visit(rules);
}

/** A MediaQueryList whose question changes with the theme. */
class SchemeQuery extends EventTarget {
  readonly media: string;
  onchange: ((this: MediaQueryList, event: MediaQueryListEvent) => unknown) | null = null;
  readonly #ask: (query: string) => MediaQueryList;
  #list: MediaQueryList;
  #matches: boolean;

  constructor(media: string, ask: (query: string) => MediaQueryList, dark: boolean) {
    super();
    this.media = media;
    this.#ask = ask;
    this.#list = ask(settleQuery(media, dark));
    this.#matches = this.#list.matches;
    this.#list.addEventListener('change', this.#compare);
  }

  get matches(): boolean {
    return this.#list.matches;
  }

  /** Of before there was addEventListener. */
  addListener(listener: EventListener | null): void {
    this.addEventListener('change', listener);
  }

  removeListener(listener: EventListener | null): void {
    this.removeEventListener('change', listener);
  }

  settle(dark: boolean): void {
    this.#list.removeEventListener('change', this.#compare);
    this.#list = this.#ask(settleQuery(this.media, dark));
    this.#list.addEventListener('change', this.#compare);
    this.#compare();
  }

  readonly #compare = () => {
    const { matches } = this.#list;
    if (matches === this.#matches) return;
    this.#matches = matches;
    const event = new MediaQueryListEvent('change', { matches, media: this.media });
    this.onchange?.call(this as unknown as MediaQueryList, event);
    this.dispatchEvent(event);
  };
}
