import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import config from '../../forge.config.ts';
import { strictPreferences } from './strict-preferences.ts';

/** What makes a page: each must take its preferences from strictPreferences. */
const MAKERS = ['BrowserWindow', 'WebContentsView', 'BrowserView', 'BaseWindow'];
/** What would get around them, or weaken a page afterwards. */
const FORBIDDEN = [
  'executeJavaScript',
  'insertCSS',
  'setPreloads',
  'registerPreloadScript',
  'enableRemoteModule',
];

const root = join(import.meta.dirname, '../..');
const sources = readdirSync(join(root, 'electron'), { recursive: true, encoding: 'utf8' })
  // The lint rules let no other import electron.
  .filter((path) => /^(main\.ts$|(shell|preload|desktop)[\\/])/.test(path))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .sort();

/** A node of the syntax tree; what is needed of it. */
interface Node {
  type: string;
  [key: string]: unknown;
}

interface Finding {
  makers: string[];
  weak: string[];
}

/** Every place of a source that makes a page, and what is weak about it. */
function inspect(source: string, name = 'a.ts'): Finding {
  const finding: Finding = { makers: [], weak: [] };
  const { program, errors } = parseSync(name, source);
  if (errors.length > 0) throw new Error(`${name} cannot be parsed`);
  visit(program as unknown as Node, (node) => {
    if (node.type === 'NewExpression') {
      const maker = nameOf(node.callee as Node);
      if (!MAKERS.includes(maker)) return;
      finding.makers.push(maker);
      const [options] = node.arguments as Node[];
      if (!hasStrictPreferences(options)) finding.weak.push(`new ${maker} without strictPreferences`);
    }
    if (node.type === 'Identifier' && FORBIDDEN.includes(String(node.name))) {
      finding.weak.push(String(node.name));
    }
  });
  return finding;
}

function hasStrictPreferences(options: Node | undefined): boolean {
  if (options?.type !== 'ObjectExpression') return false;
  const properties = options.properties as Node[];
  const at = properties.findIndex(
    (each) => each.type === 'Property' && nameOf(each.key as Node) === 'webPreferences',
  );
  const value = properties[at]?.value as Node | undefined;
  // What is spread behind it would take its place.
  if (properties.slice(at + 1).some(({ type }) => type === 'SpreadElement')) return false;
  return value?.type === 'CallExpression' && nameOf(value.callee as Node) === 'strictPreferences';
}

/** "BrowserWindow" of `BrowserWindow` and of `electron.BrowserWindow`. */
function nameOf(node: Node): string {
  if (node.type === 'MemberExpression') return nameOf(node.property as Node);
  return String(node.name ?? node.value ?? '');
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node);
  for (const value of Object.values(node)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'object' && each !== null && 'type' in each) visit(each as Node, look);
    }
  }
}

it('finds what is weak', () => {
  const strict = 'new electron.BrowserWindow({ width: 1, webPreferences: strictPreferences(preload) })';
  expect(inspect(strict)).toEqual({ makers: ['BrowserWindow'], weak: [] });
  for (const weak of [
    'new BrowserWindow()',
    'new BrowserWindow(options)',
    'new BrowserWindow({ show: false })',
    'new BrowserWindow({ webPreferences: { ...strictPreferences(p), sandbox: false } })',
    'new BrowserWindow({ webPreferences: strictPreferences(p), ...options })',
    'new electron.WebContentsView({ webPreferences: { nodeIntegration: true } })',
    'window.webContents.executeJavaScript("1")',
  ]) {
    expect(inspect(weak).weak, weak).toHaveLength(1);
  }
});

it('every page that the desktop app makes is strict', () => {
  const makers: string[] = [];
  for (const path of sources) {
    const { makers: made, weak } = inspect(readFileSync(join(root, 'electron', path), 'utf8'), path);
    expect(weak, path).toEqual([]);
    makers.push(...made.map((maker) => `${path} ${maker}`));
  }
  // The pages of extensions, the dashboard and the window of a quit: one that is missing here would not have been looked at.
  expect(makers).toEqual([
    'shell/extension-views.ts WebContentsView',
    'shell/main-window.ts BrowserWindow',
    'shell/main-window.ts BrowserWindow',
  ]);
});

it('strict means this', () => {
  expect(strictPreferences('/preload.cjs', 'persist:x')).toEqual({
    ...strictPreferences('/preload.cjs'),
    partition: 'persist:x',
  });
  expect(strictPreferences('/preload.cjs')).toEqual({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  });
});

describe('what is packaged', () => {
  it('has the fuses set', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.asar).toBe(true);
  });

  it('opens pier:// links', () => {
    expect(config.protocols).toEqual([{ name: 'Pier Desktop', schemes: ['pier'] }]);
  });
});

it('preload hands over no method: it exposes nothing, and sends one message', () => {
  const preload = readFileSync(join(root, 'electron/preload/preload.ts'), 'utf8');
  expect(preload).not.toContain('contextBridge');
  expect(
    [...preload.matchAll(/ipcRenderer\.(\w+)\('([^']+)'/g)].map(([, method, name]) => [method, name]),
  ).toEqual([
    ['on', 'pier:port'],
    ['send', 'pier:connect'],
  ]);
});
