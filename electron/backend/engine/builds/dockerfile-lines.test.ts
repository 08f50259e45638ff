import { describe, expect, it } from 'vitest';
import { dockerfileInstructions } from './dockerfile-lines.ts';

const places = (dockerfile: string) =>
  dockerfileInstructions(dockerfile).map(({ keyword, lines }) => [keyword, lines.first, lines.last]);

describe('dockerfileInstructions', () => {
  it('knows comments, empty lines and lines that go on', () => {
    const dockerfile = [
      '# syntax=docker/dockerfile:1',
      '',
      'ARG VERSION=1',
      'from busybox AS base',
      '  # indented comment',
      'RUN one && \\',
      '    # a comment within',
      '',
      '    two \\  ',
      '    three',
      'CMD ["sh"]\r',
    ].join('\n');
    expect(places(dockerfile)).toEqual([
      ['ARG', 3, 3],
      ['FROM', 4, 4],
      ['RUN', 6, 10],
      ['CMD', 11, 11],
    ]);
    expect(dockerfileInstructions(dockerfile)[2]?.text).toBe('RUN one &&     two     three');
  });

  it('takes the escape directive, which only counts at the top', () => {
    expect(places('# escape=`\nFROM x\nRUN dir C:\\\nRUN a `\n  b')).toEqual([
      ['FROM', 2, 2],
      ['RUN', 3, 3],
      ['RUN', 4, 5],
    ]);
    expect(places('FROM x\n# escape=`\nRUN a \\\n  b')).toEqual([
      ['FROM', 1, 1],
      ['RUN', 3, 4],
    ]);
  });

  it('goes over heredocs, several of them, and those that never end', () => {
    expect(places('FROM x\nRUN <<EOF\nFROM this is text\nEOF\nRUN b')).toEqual([
      ['FROM', 1, 1],
      ['RUN', 2, 4],
      ['RUN', 5, 5],
    ]);
    expect(places('COPY <<-"A" <<B /to/\none\n\t\tA\ntwo\nB\nRUN c')).toEqual([
      ['COPY', 1, 5],
      ['RUN', 6, 6],
    ]);
    expect(places('RUN cat <<EOF\nRUN b')).toEqual([
      ['RUN', 1, 1],
      ['RUN', 2, 2],
    ]);
    expect(places('ENV A=<<EOF\nRUN b\nEOF')).toHaveLength(3);
  });

  it('does not mind what is no Dockerfile', () => {
    expect(places('')).toEqual([]);
    expect(places('\n#\n')).toEqual([]);
    expect(places('FROM x \\')).toEqual([['FROM', 1, 1]]);
    expect(places('FROM x \\\n\n')).toEqual([['FROM', 1, 3]]);
  });
});
