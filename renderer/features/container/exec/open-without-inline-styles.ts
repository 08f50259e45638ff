import type { Terminal } from '@xterm/xterm';

/** What is reached inside the terminal: its rows' factory sets styles by attribute. */
interface TerminalInside {
  _core: { _renderService: { _renderer: { value: { _rowFactory: { _addStyle: AddStyle } } } } };
}

type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

type AddStyle = (element: HTMLElement, style: string) => void;

/**
 * Opens a terminal without what a content security policy of `style-src 'self'` forbids. It would write <style>
 * elements, which become adopted style sheets, and `style` attributes, which become properties: both are script's own
 * and allowed.
 */
export function openWithoutInlineStyles(terminal: Terminal, parent: HTMLElement): void {
  // All of its <style> elements are made while it opens; later on only their text is changed.
  const create = document.createElement.bind(document) as CreateElement;
  const createInstead: CreateElement = (name, options) =>
    name === 'style' ? makeStyleCarrier() : create(name, options);
  document.createElement = createInstead as typeof document.createElement;
  try {
    terminal.open(parent);
  } finally {
    // The own property goes; the prototype's stays.
    delete (document as { createElement?: unknown }).createElement;
  }
  const { _core: core } = terminal as unknown as TerminalInside;
  core._renderService._renderer.value._rowFactory._addStyle = (element, style) => {
    element.style.cssText += `${style};`;
  };
}

/** Stands for a <style> element: its text is the rules of a sheet that is adopted until it is removed. */
function makeStyleCarrier(): HTMLElement {
  const carrier = document.createElement('span');
  const sheet = new CSSStyleSheet();
  carrier.hidden = true;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(carrier, 'textContent', {
    set: (css: string) => sheet.replaceSync(css),
    get: () => '',
  });
  carrier.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    HTMLElement.prototype.remove.call(carrier);
  };
  return carrier;
}
