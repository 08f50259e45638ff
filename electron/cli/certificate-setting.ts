import { readFileSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { SETTINGS } from '../../shared/model/settings.ts';

/**
 * "host=file.crt,other": the certificates of a file by registry; a registry alone keeps what it has.
 * @throws AppError bad_input
 */
export function readCertificates(
  text: string,
  present: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  return Object.fromEntries(entries.map((entry) => readEntry(entry, present)));
}

function readEntry(entry: string, present: Readonly<Record<string, string>>): [string, string] {
  const at = entry.indexOf('=');
  if (at < 0) {
    const kept = Object.hasOwn(present, entry) ? present[entry] : undefined;
    if (kept !== undefined) return [entry, kept];
    throw refused(entry, 'it has no certificate to keep', `Name its file: ${entry}=/path/to/ca.crt`);
  }
  const [host, file] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
  try {
    return [host, readFileSync(file, 'utf8')];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw refused(
      entry,
      `'${file}' cannot be read (${code})`,
      'Name a file in PEM form: host=/path/to/ca.crt',
    );
  }
}

function refused(entry: string, why: string, hint: string): AppError {
  const { name } = SETTINGS.registryCertificates;
  return new AppError('bad_input', `Set '${name}' to '${entry}': ${why}.`, hint);
}
