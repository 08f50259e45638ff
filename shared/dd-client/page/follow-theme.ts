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
  const known = new Map<Conditional, string>();
  const settle = () => {
    page.document.documentElement?.style.setProperty('color-scheme', dark ? 'dark' : 'light');
    for (const sheet of page.document.styleSheets) settleSheet(sheet, known, dark);
  };
  followRules(page, (changed) => {
    if (changed instanceof CSSStyleSheet) settleSheet(changed, known, dark);
    else settleRule(changed, known, dark);
  });
  page.document.addEventListener('DOMContentLoaded', settle);
  // A sheet's own event does not bubble.
  page.addEventListener('load', settle, true);
  const observer = new MutationObserver((changes) => {
    if (changes.some(hasStyles)) settle();
  });
  observer.observe(page.document, { childList: true, characterData: true, subtree: true });
  settle();
  return (next) => {
    if (next === dark) return;
    dark = next;
    settle();
    // Also of sheets that no document lists: constructed ones, and those of shadow trees.
    for (const [each, query] of known) each.media.mediaText = settleQuery(query, dark);
    for (const each of asked) each.settle(dark);
  };
}

/** A sheet, or a rule of one, that holds under a condition. */
interface Conditional {
  readonly media: MediaList;
}

/** Whether a change of the document may have brought rules. */
function hasStyles({ target, addedNodes }: MutationRecord): boolean {
  if (target.nodeName === 'STYLE' || target.parentNode?.nodeName === 'STYLE') return true;
  return [...addedNodes].some(
    (node) =>
      node.nodeName === 'STYLE' || (node instanceof Element && node.getElementsByTagName('style').length > 0),
  );
}

/** Tells of rules that scripts add, which changes nothing in the document. */
function followRules(page: typeof globalThis, onChange: (changed: CSSRule | CSSStyleSheet) => void): void {
  for (const { prototype } of [page.CSSStyleSheet, page.CSSGroupingRule]) {
    const { insertRule } = prototype;
    prototype.insertRule = function (this: CSSStyleSheet, rule: string, at?: number) {
      const index = insertRule.call(this, rule, at);
      const inserted = rule.match(SCHEME) && this.cssRules[index];
      if (inserted) onChange(inserted);
      return index;
    };
  }
  const { replace, replaceSync } = page.CSSStyleSheet.prototype;
  page.CSSStyleSheet.prototype.replaceSync = function (text) {
    replaceSync.call(this, text);
    onChange(this);
  };
  page.CSSStyleSheet.prototype.replace = async function (text) {
    const sheet = await replace.call(this, text);
    onChange(sheet);
    return sheet;
  };
}

function settleSheet(sheet: CSSStyleSheet, known: Map<Conditional, string>, dark: boolean): void {
  settleCondition(sheet, known, dark);
  let rules: CSSRuleList;
  try {
    rules = sheet.cssRules;
  } catch {
    // One of another site cannot be read.
    return;
  }
  for (const rule of rules) settleRule(rule, known, dark);
}

function settleRule(rule: CSSRule, known: Map<Conditional, string>, dark: boolean): void {
  if ('media' in rule) settleCondition(rule as CSSRule & Conditional, known, dark);
  if (rule instanceof CSSImportRule && rule.styleSheet) settleSheet(rule.styleSheet, known, dark);
  if ('cssRules' in rule) {
    for (const each of rule.cssRules as CSSRuleList) settleRule(each, known, dark);
  }
}

function settleCondition(of: Conditional, known: Map<Conditional, string>, dark: boolean): void {
  const now = of.media.mediaText;
  // A script may have set another one meanwhile.
  const asked = now.match(SCHEME) ? now : known.get(of);
  if (asked === undefined) return;
  known.set(of, asked);
  of.media.mediaText = settleQuery(asked, dark);
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
