import { describe, expect, it } from 'vitest';
import { parseQuietList, parseVerboseList } from './parse-list.ts';

describe('parseVerboseList', () => {
  it('reads what current releases print', () => {
    const text = [
      '  NAME              STATE           VERSION',
      '* Ubuntu-24.04      Running         2',
      '  pier              Stopped         2',
      '  docker-desktop    Installing      2',
      '  old               Stopped         1',
      '',
    ].join('\n');
    expect(parseVerboseList(text)).toEqual([
      { name: 'Ubuntu-24.04', isDefault: true, version: 2, state: 'Running' },
      { name: 'pier', isDefault: false, version: 2, state: 'Stopped' },
      { name: 'docker-desktop', isDefault: false, version: 2, state: 'Installing' },
      { name: 'old', isDefault: false, version: 1, state: 'Stopped' },
    ]);
  });

  it('reads what a translated one prints', () => {
    const text = [
      '  NAME      STATUS             VERSION',
      '* Debian    Wird ausgeführt    2',
      '  pier      Beendet            2',
    ].join('\n');
    expect(parseVerboseList(text)).toEqual([
      { name: 'Debian', isDefault: true, version: 2, state: 'Wird ausgeführt' },
      { name: 'pier', isDefault: false, version: 2, state: 'Beendet' },
    ]);
  });

  it('finds nothing where there is nothing', () => {
    expect(parseVerboseList('')).toEqual([]);
    expect(parseVerboseList('Windows Subsystem for Linux has no installed distributions.\n')).toEqual([]);
  });
});

describe('parseQuietList', () => {
  it('reads names and no sentences', () => {
    expect(parseQuietList('Ubuntu\npier-data\n\n')).toEqual(['Ubuntu', 'pier-data']);
    expect(parseQuietList('Es werden keine Distributionen ausgeführt.\n')).toEqual([]);
  });
});
