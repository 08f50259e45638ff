import type { SettingsState, UserSettings } from '../../shared/contract/settings.ts';
import { AppError } from '../../shared/errors.ts';
import { changeNeed } from '../../shared/model/change-need.ts';
import { maskProxyUrl } from '../../shared/model/proxy.ts';
import {
  type ChangeNeed,
  parseBytes,
  printBytes,
  SETTING_KEYS,
  SETTINGS,
  type SettingDefinition,
  type SettingKey,
  settingKeyOf,
} from '../../shared/model/settings.ts';
import type { PierFiles } from '../../vm/files.ts';
import type { SettingsBook } from '../backend/settings/settings-book.ts';
import { printError } from '../print-error.ts';
import { readCertificates } from './certificate-setting.ts';
import { connectBackend, withBackend } from './connect.ts';
import { DISK_LOCATION, DISK_LOCATION_ABOUT, diskLocation, moveDisk } from './disk-location.ts';
import { type JsonOption, Tell } from './tell.ts';

type Values = Partial<UserSettings>;

/** `pier config get [name]`: one value as it is written, or all of them with what they mean. */
export async function configGet(
  files: PierFiles,
  name: string | undefined,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  if (name === DISK_LOCATION) {
    const folder = diskLocation(files);
    tell.say(`${folder}\n`);
    tell.value(folder);
    return;
  }
  const key = name === undefined ? undefined : knownKey(name);
  const { settings } = await readState(files);
  tell.value(key ? settings[key] : settings);
  if (key) {
    // Who asks for this one alone may want to use it: a proxy's password is not hidden.
    tell.say(`${write(key, settings[key])}\n`);
  } else {
    for (const each of SETTING_KEYS) {
      const { name: shown, about, needs } = SETTINGS[each];
      const words = needs === 'live' ? about : `${about} (${NEEDS[needs]})`;
      tell.say(`${shown.padEnd(24)}${print(each, settings[each]).padEnd(11)} ${words}\n`);
    }
    tell.say(`${DISK_LOCATION.padEnd(24)}${diskLocation(files)}  ${DISK_LOCATION_ABOUT}\n`);
  }
}

/** `pier config set <name> <value>`: says what it takes until it holds. */
export async function configSet(
  files: PierFiles,
  name: string,
  value: string,
  options: JsonOption,
): Promise<void> {
  const tell = new Tell(options);
  if (name === DISK_LOCATION) return moveDisk(files, value, tell);
  const key = knownKey(name);
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    const book = await openBook(files);
    await book.change(await changeOf(key, value, book.current));
    tell.say(`${SETTINGS[key].name} is ${print(key, book.current[key])} from the next start on.\n`);
    tell.value({ name: SETTINGS[key].name, value: book.current[key], holds: 'next-start' });
    return;
  }
  const state = await withBackend(connection, async ({ client }) =>
    client.settings.set(await changeOf(key, value, (await client.settings.get({})).settings)),
  );
  const holds = whenItHolds(key, state);
  const ofRegistries = REGISTRY_KINDS.includes(SETTINGS[key].kind);
  const foreign = !state.hasMachine && (ofRegistries || SETTINGS[key].needs !== 'live');
  const words = foreign ? (ofRegistries ? FOREIGN_REGISTRIES : FOREIGN) : WHEN[holds];
  tell.say(`${SETTINGS[key].name} is ${print(key, state.settings[key])}${words}\n`);
  tell.value({ name: SETTINGS[key].name, value: state.settings[key], holds: foreign ? 'never' : holds });
}

const REGISTRY_KINDS: readonly SettingDefinition['kind'][] = ['mirrors', 'registries', 'certificates'];

/** What a change needs at most. */
const NEEDS: Readonly<Record<ChangeNeed, string>> = {
  live: 'at once',
  'engine-restart': 'restarts the engine',
  'vm-restart': 'restarts the machine where it cannot follow',
  reset: 'removes all data',
};

const WHEN = {
  now: '.',
  'engine-restart': ' after a restart of the engine: pier restart --engine',
  'vm-restart': ' after a restart of the machine: pier restart',
} as const;
const FOREIGN = '. The engine in use is not a machine of Pier: it has limits of its own.';
const FOREIGN_REGISTRIES =
  ' for what Pier asks itself. The engine in use is not a machine of Pier: tell it in its own daemon.json and certs.d.';

function whenItHolds(key: SettingKey, state: SettingsState): keyof typeof WHEN {
  const { settings, running } = state;
  if (SETTINGS[key].needs === 'live') return 'now';
  if (!running || running[key] === undefined || running[key] === settings[key]) return 'now';
  return changeNeed(key, settings[key], state) === 'engine-restart' ? 'engine-restart' : 'vm-restart';
}

/** What may be asked for, to complete what is typed. */
export function settingNames(): string[] {
  return [...SETTING_KEYS.map((key) => SETTINGS[key].name), DISK_LOCATION];
}

/** What one of them may be, as far as that can be listed. */
export function settingValues(name: string): string[] {
  const key = settingKeyOf(name);
  if (!key) return [];
  const { kind, choices = [] } = SETTINGS[key];
  return [...(kind === 'switch' ? ['on', 'off'] : choices), 'default'];
}

async function readState(files: PierFiles): Promise<Pick<SettingsState, 'settings'>> {
  const connection = await connectBackend(files.run.pierSocket);
  if (connection) return withBackend(connection, ({ client }) => client.settings.get({}));
  const { userSettingsOf } = await import('../backend/settings/settings-book.ts');
  return { settings: userSettingsOf((await openBook(files)).current) };
}

/** The settings of a Pier that does not run. */
async function openBook(files: PierFiles): Promise<SettingsBook> {
  const [{ loadSettings }, { SettingsBook }] = await Promise.all([
    import('../backend/settings/settings.ts'),
    import('../backend/settings/settings-book.ts'),
  ]);
  const { settings, notices } = await loadSettings(files.settings);
  for (const notice of notices) printError(AppError.fromData(notice));
  return new SettingsBook({ path: files.settings, settings, dataDisk: files.vm.dataDisk });
}

function knownKey(name: string): SettingKey {
  const key = settingKeyOf(name);
  if (key) return key;
  throw new AppError(
    'bad_input',
    `Find the setting '${name}': there is none of that name.`,
    `There are: ${settingNames().join(', ')}.`,
  );
}

async function changeOf(key: SettingKey, text: string, present: Readonly<UserSettings>): Promise<Values> {
  const isKept = SETTINGS[key].kind === 'certificates' && text !== 'default';
  if (isKept) return { [key]: readCertificates(text, present.registryCertificates) };
  return { [key]: await parse(key, text) };
}

async function parse(key: SettingKey, text: string): Promise<UserSettings[SettingKey]> {
  const { name, kind, choices = [] } = SETTINGS[key];
  if (text === 'default') {
    const { settingsSchema } = await import('../backend/settings/settings.ts');
    return settingsSchema.parse({})[key];
  }
  if (kind === 'bytes') {
    const bytes = parseBytes(text);
    if (bytes !== undefined) return bytes;
    throw new AppError(
      'bad_input',
      `Set '${name}' to '${text}': it is no size.`,
      'Write it like 4GiB or 512MiB.',
    );
  }
  if (kind === 'count') {
    if (/^\d{1,6}$/.test(text)) return Number(text);
    throw new AppError('bad_input', `Set '${name}' to '${text}': it is no number.`, 'Write a whole number.');
  }
  // Looked at where they are set: an empty one takes it away.
  if (kind === 'proxy' || kind === 'names') return text.trim();
  if (kind === 'folders') return text.split(':').filter(Boolean);
  if (kind === 'mirrors' || kind === 'registries') return text.split(/[\s,]+/).filter(Boolean);
  if (kind === 'catalogues') return text.split(',').flatMap((each) => each.trim() || []);
  if (kind === 'switch') {
    if (text === 'on' || text === 'off') return text === 'on';
    throw new AppError('bad_input', `Set '${name}' to '${text}': that is no choice.`, "Write 'on' or 'off'.");
  }
  if (choices.includes(text)) return text as UserSettings[SettingKey];
  throw new AppError(
    'bad_input',
    `Set '${name}' to '${text}': that is no choice.`,
    `Choose one of: ${choices.join(', ')}.`,
  );
}

/** For everybody's eyes. */
function print(key: SettingKey, value: UserSettings[SettingKey]): string {
  const text = write(key, value);
  if (text === '') return '(none)';
  return SETTINGS[key].kind === 'proxy' ? maskProxyUrl(text) : text;
}

/** As `pier config set` reads it. */
function write(key: SettingKey, value: UserSettings[SettingKey]): string {
  // As a PATH has them: Docker cannot mount one with a colon in it.
  if (Array.isArray(value)) return value.join(SETTINGS[key].kind === 'folders' ? ':' : ',');
  // Whose they are: the texts are long, and --json has them.
  if (typeof value === 'object') return Object.keys(value).join(',');
  if (SETTINGS[key].kind === 'switch') return value ? 'on' : 'off';
  return SETTINGS[key].kind === 'bytes' ? printBytes(Number(value)) : String(value);
}
