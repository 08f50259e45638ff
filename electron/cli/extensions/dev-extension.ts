import { AppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { type JsonOption, Tell } from '../tell.ts';
import { withAnyBackend } from '../with-any-backend.ts';
import { requireExtension } from './find-extension.ts';

/** `pier extension dev debug`. @throws AppError */
export function debug(files: PierFiles, entry: string, name: string, options: JsonOption): Promise<void> {
  return setDev(files, entry, name, { debug: true }, options, ({ title, hasTools }) =>
    hasTools
      ? `The developer tools open with the page of "${title}", until: pier extension dev reset\n`
      : `Pier opens no developer tools in a browser: press F12 there, and choose the frame of "${title}". In the desktop app they open with its page.\n`,
  );
}

/** `pier extension dev ui-source`. @throws AppError */
export function setUiSource(
  files: PierFiles,
  entry: string,
  name: string,
  url: string,
  options: JsonOption,
): Promise<void> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new AppError(
      'bad_input',
      `Take the page of '${name}' from '${url}': that is no address of a page.`,
      'Name it like http://localhost:3000',
    );
  }
  return setDev(
    files,
    entry,
    name,
    { uiSource: url },
    options,
    ({ title }) => `The page of "${title}" comes from ${url}, until: pier extension dev reset\n`,
  );
}

/** `pier extension dev reset`. @throws AppError */
export function resetDev(files: PierFiles, entry: string, name: string, options: JsonOption): Promise<void> {
  return setDev(
    files,
    entry,
    name,
    { uiSource: null, debug: false },
    options,
    ({ title }) => `The page of "${title}" comes from its image again, without developer tools.\n`,
  );
}

async function setDev(
  files: PierFiles,
  entry: string,
  name: string,
  change: { uiSource?: string | null; debug?: boolean },
  options: JsonOption,
  say: (told: { title: string; hasTools: boolean }) => string,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { id, title, image } = await requireExtension(connection, name);
    const { dev, hasTools } = await connection.client.extensionViews.setDev({ id, ...change });
    tell.say(say({ title, hasTools }));
    tell.value({ id, image, dev, hasTools });
  });
}
