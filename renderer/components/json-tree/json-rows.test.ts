import { describe, expect, it } from 'vitest';
import {
  allBranches,
  ancestorsOf,
  copyText,
  findInJson,
  firstExpanded,
  jsonPath,
  jsonRows,
} from './json-rows.ts';

const VALUE = {
  Name: '/web',
  Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '443/tcp': null },
  Empty: {},
  None: [],
  Long: 'x'.repeat(1000),
  'a~b/c': { deep: true },
};
const POINTER = '/Ports/80~1tcp/0/HostPort';

describe('jsonRows', () => {
  it('shows what is open, in order, with places among the siblings', () => {
    const rows = jsonRows(VALUE, new Set(['', '/Ports']));
    expect(rows.map(({ pointer }) => pointer)).toEqual([
      '',
      '/Name',
      '/Ports',
      '/Ports/80~1tcp',
      '/Ports/443~1tcp',
      '/Empty',
      '/None',
      '/Long',
      '/a~0b~1c',
    ]);
    expect(rows[2]).toMatchObject({
      kind: 'object',
      level: 2,
      position: 2,
      siblings: 6,
      size: 2,
      expanded: true,
    });
    expect(rows[3]).toMatchObject({ key: '80/tcp', kind: 'array', level: 3, expanded: false });
    expect(rows[4]).toMatchObject({ kind: 'null', expanded: undefined });
    expect(rows.filter(({ key }) => key === 'Empty' || key === 'None').map((row) => row.expanded)).toEqual([
      undefined,
      undefined,
    ]);
    expect(rows.find(({ key }) => key === 'Long')).toMatchObject({ size: 1000, expanded: false });
  });

  it('bears a root that is no object', () => {
    expect(jsonRows(null, new Set(['']))).toMatchObject([{ kind: 'null', pointer: '' }]);
    expect(jsonRows([1, 'two'], new Set([''])).map(({ key }) => key)).toEqual([undefined, 0, 1]);
  });

  it('opens two levels at first, and all on demand', () => {
    expect([...firstExpanded(VALUE)]).toEqual(['', '/Ports', '/a~0b~1c']);
    expect([...allBranches(VALUE)]).toEqual(['', '/Ports', '/Ports/80~1tcp', '/Ports/80~1tcp/0', '/a~0b~1c']);
  });
});

describe('findInJson', () => {
  it('finds names and values of what is closed too, whatever their case', () => {
    expect(findInJson(VALUE, 'hostp')).toEqual([POINTER]);
    expect(findInJson(VALUE, ' 8080 ')).toEqual([POINTER]);
    expect(findInJson(VALUE, 'TCP')).toEqual(['/Ports/80~1tcp', '/Ports/443~1tcp']);
    expect(findInJson(VALUE, 'true')).toEqual(['/a~0b~1c/deep']);
    expect(findInJson(VALUE, 'null')).toEqual(['/Ports/443~1tcp']);
    expect(findInJson(VALUE, '  ')).toEqual([]);
    expect(findInJson({ list: Array(20_000).fill('same') }, 'same')).toHaveLength(10_000);
  });
});

describe('paths', () => {
  it('are those of jq, and lead to the value', () => {
    expect(jsonPath(VALUE, POINTER)).toBe('.Ports["80/tcp"][0].HostPort');
    expect(jsonPath(VALUE, '/a~0b~1c/deep')).toBe('.["a~b/c"].deep');
    expect(jsonPath([{ a: 1 }], '/0/a')).toBe('.[0].a');
    expect(jsonPath(VALUE, '')).toBe('.');
    expect(ancestorsOf(POINTER)).toEqual(['/Ports/80~1tcp/0', '/Ports/80~1tcp', '/Ports', '']);
    expect(ancestorsOf('')).toEqual([]);
  });

  it('copies strings as they are, and the rest as JSON', () => {
    expect(copyText('a "b"\n')).toBe('a "b"\n');
    expect(copyText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(copyText(undefined)).toBe('null');
  });
});
