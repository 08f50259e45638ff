import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const LICENCE_FILE = /^(un)?(licen[cs]e|copying|notice)/i;

/** A package whose licence is told. */
interface Notice {
  title: string;
  licence: string;
  /** Its licence's own words. */
  text: string;
}

/**
 * What the packages that a product is made of want to be said, by their own files: one text with each licence once.
 * @param paths of packages below the project, those in bundles and those beside them
 * @throws Error where a package says nothing of its licence
 */
export async function thirdPartyNotices(projectDir: string, paths: readonly string[]): Promise<string> {
  const notices = await Promise.all(paths.map((path) => noticeOf(join(projectDir, path))));
  const byText = new Map<string, string[]>();
  for (const { title, licence, text } of notices) {
    byText.set(text, [...(byText.get(text) ?? []), `${title} (${licence})`]);
  }
  const parts = [...byText].map(([text, those]) => {
    const titles = those.toSorted();
    return { first: titles[0] ?? '', part: `${titles.join('\n')}\n\n${text}` };
  });
  const line = '-'.repeat(80);
  return `${[
    `Pier Desktop is made with the packages below. The licences of Electron and Chromium are beside the app's own program:
LICENSE.electron.txt and LICENSES.chromium.html. That of Node is beside its program: node/LICENSE.`,
    ...parts.sort((a, b) => a.first.localeCompare(b.first, 'en')).map(({ part }) => part),
  ].join(`\n\n${line}\n\n`)}\n`;
}

async function noticeOf(folder: string): Promise<Notice> {
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name?: string };
  };
  const title = `${about.name} ${about.version}`;
  const names = (await readdir(folder)).filter((name) => LICENCE_FILE.test(name)).sort();
  if (!about.license && names.length === 0) {
    throw new Error(`Cannot package '${title}': it does not say what its licence is.`);
  }
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  const none = `Its package has no text of the licence.${author ? ` By ${author}.` : ''}`;
  return {
    title,
    licence: about.license ?? 'see below',
    text: texts.map((text) => text.replaceAll('\r\n', '\n').trim()).join('\n\n') || none,
  };
}
