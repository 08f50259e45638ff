import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type {
  Extension,
  ExtensionAbility,
  ExtensionPermissions,
  ExtensionPreview,
  ExtensionSource,
} from '../../../shared/contract/extensions.ts';
import { AppError } from '../../../shared/errors.ts';
import { addedAbilities } from '../../../shared/model/added-abilities.ts';
import { printBytes } from '../../../shared/model/settings.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { confirm } from '../confirm.ts';
import type { BackendConnection } from '../connect.ts';
import { followTask } from '../follow-task.ts';
import { type JsonOption, Tell } from '../tell.ts';
import { withAnyBackend } from '../with-any-backend.ts';
import { abilityLines } from './ability-words.ts';
import { requireExtension } from './find-extension.ts';

interface ForceOption extends JsonOption {
  force: boolean;
}

interface InstallOptions extends ForceOption {
  /** False where it is refused. */
  docker: boolean;
  host: boolean;
}

const TAR = /\.(tar|tar\.gz|tgz)$/i;

/**
 * `pier extension install`: tells what it may do and asks, unless forced. What was granted before stays where nothing is
 * said. @throws AppError
 */
export async function install(
  files: PierFiles,
  entry: string,
  name: string,
  options: InstallOptions,
): Promise<void> {
  const tell = new Tell(options);
  const source = sourceOf(name);
  const asked = askedPermissions(options);
  await withAnyBackend(files, entry, async (connection) => {
    const start = (imageId?: string, permissions = asked) =>
      followInstall(connection, tell, {
        source,
        ...(imageId && { imageId }),
        ...(permissions && { permissions }),
      });
    if (options.force) return start();
    await whileShown(connection, { source }, tell, async (preview) => {
      const { image, imageId } = preview;
      const permissions = asked ??
        preview.installed?.permissions ?? { dockerCommands: true, hostPrograms: true };
      const what = previewText(preview, permissions);
      await confirm(what, 'yes', { yes: false, json: options.json, flag: '--force' });
      // The name that was shown: without a tag it might be another one by now.
      const shown = source.kind === 'image' ? { kind: 'image' as const, reference: image } : source;
      await followInstall(connection, tell, { source: shown, imageId, permissions });
    });
  });
}

/**
 * `pier extension update`: tells what the new version may do that the one before might not, and asks, unless forced; then
 * it tells that afterwards. @throws AppError
 */
export async function update(
  files: PierFiles,
  entry: string,
  name: string,
  options: ForceOption,
): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const before = await requireExtension(connection, name);
    const { id, repository, title, version } = before;
    const wanted = isTagged(name, repository) ? name : undefined;
    const start = async (reference?: string, imageId?: string) => {
      await followTask(connection, tell, () =>
        connection.client.extensions.update({
          id,
          ...(reference && { reference }),
          ...(imageId && { imageId }),
        }),
      );
      const now = await requireExtension(connection, repository);
      if (options.force) tell.say(addedText(before, now.abilities, now.permissions));
      tell.say(`Extension "${now.title}" updated to ${now.version}\n`);
      tell.value(reportOf(now));
    };
    if (options.force) return await start(wanted);
    const source = { kind: 'image' as const, reference: wanted ?? repository };
    await whileShown(connection, { source, updates: id }, tell, async (preview) => {
      if (preview.imageId === before.imageId) {
        tell.say(`Extension "${title}" is up to date (${version})\n`);
        return tell.value(reportOf(before));
      }
      const added = addedText(before, preview.abilities, before.permissions);
      const what = `Update '${title}' from ${version} to ${preview.version}.\n${added || 'It wants to do nothing more than before.'}`;
      await confirm(what.trimEnd(), 'yes', { yes: false, json: options.json, flag: '--force' });
      // What was shown, whatever its name means by then.
      await start(preview.image, preview.imageId);
    });
  });
}

/** Empty for nothing. */
function addedText(
  { abilities: before }: Extension,
  now: readonly ExtensionAbility[],
  permissions: ExtensionPermissions,
): string {
  const lines = abilityLines(addedAbilities(before, now), permissions);
  return lines.length > 0 ? `It now also wants to:\n${list(lines)}` : '';
}

function sourceOf(name: string): ExtensionSource {
  const isFile = TAR.test(name) || (/^[./~]/.test(name) && existsSync(name));
  return isFile ? { kind: 'tar', path: resolve(name) } : { kind: 'image', reference: name };
}

/** undefined where a person said nothing. */
function askedPermissions({ docker, host }: InstallOptions): ExtensionPermissions | undefined {
  return docker && host ? undefined : { dockerCommands: docker, hostPrograms: host };
}

async function followInstall(
  connection: BackendConnection,
  tell: Tell,
  request: { source: ExtensionSource; imageId?: string; permissions?: ExtensionPermissions },
): Promise<void> {
  const { result } = await followTask(connection, tell, () => connection.client.extensions.install(request));
  const extension = await requireExtension(connection, result?.id ?? '');
  tell.say(`Extension "${extension.title}" installed successfully\n`);
  tell.value(reportOf(extension));
}

/** Looks at what is to be installed; it is kept for as long as `work` takes. */
async function whileShown(
  { client }: BackendConnection,
  asked: { source: ExtensionSource; updates?: string },
  tell: Tell,
  work: (preview: ExtensionPreview) => Promise<void>,
): Promise<void> {
  let told = '';
  for await (const item of client.extensions.preview(asked)) {
    if (item.kind === 'ready') return await work(item.preview);
    if (item.status !== told) tell.say(`${item.status} …\n`);
    told = item.status;
  }
  throw new AppError('connection_lost', 'Look at the extension: Pier ended meanwhile.', 'Try again.');
}

function previewText(preview: ExtensionPreview, permissions: ExtensionPermissions): string {
  const { title, image, vendor, description, sizeBytes, abilities, installed } = preview;
  const lines = abilityLines(abilities, permissions);
  return [
    `${title} (${image}, ${printBytes(sizeBytes)})${vendor && ` by ${vendor}`}`,
    ...(description ? [`  ${description}`] : []),
    ...(installed ? [`It takes the place of version ${installed.version}.`] : []),
    ...(preview.isApiSupported
      ? []
      : [`It wants version ${preview.apiVersion} of the API for extensions: it may not work here.`]),
    lines.length > 0 ? `It wants to:\n${list(lines).trimEnd()}` : 'It does nothing by itself.',
    ...(abilities.length > 0
      ? ['Refuse docker commands with --no-docker, programs on this computer with --no-host.']
      : []),
  ].join('\n');
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `  ${line.startsWith(' ') ? line : `- ${line}`}\n`).join('');
}

function isTagged(name: string, repository: string): boolean {
  return /[:@]/.test(name.slice(name.lastIndexOf('/') + 1)) && name !== repository;
}

function reportOf({ id, image, title, version, enabled, permissions }: Extension) {
  return { id, image, title, version, enabled, permissions };
}
