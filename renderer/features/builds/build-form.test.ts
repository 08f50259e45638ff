import { describe, expect, it } from 'vitest';
import { emptyBuildForm, readBuildForm } from './build-form.ts';

describe('readBuildForm', () => {
  it('takes what is given and leaves out what is empty', () => {
    const form = {
      ...emptyBuildForm,
      context: ' ~/app ',
      tag: 'app:1',
      args: [
        { key: '1', name: '', value: '' },
        { key: '2', name: 'A', value: ' b ' },
      ],
      secrets: [{ key: '3', name: 'npm', value: '~/.npmrc' }],
    };
    expect(readBuildForm(form)).toEqual({
      request: {
        context: '~/app',
        dockerfile: { kind: 'file', path: 'Dockerfile' },
        tags: ['app:1'],
        buildArgs: [{ name: 'A', value: ' b ' }],
        labels: [],
        secrets: [{ id: 'npm', path: '~/.npmrc' }],
        noCache: false,
        pull: false,
      },
    });
    expect(readBuildForm({ ...emptyBuildForm, source: 'text', text: 'FROM x' })).toMatchObject({
      request: { dockerfile: { kind: 'text', text: 'FROM x' } },
    });
  });

  it('names the field of each problem', () => {
    const errors = readBuildForm({
      ...emptyBuildForm,
      dockerfile: ' ',
      tag: 'Not A Name',
      platform: 'Linux!',
      labels: [
        { key: '1', name: '', value: '' },
        { key: '2', name: '', value: 'x' },
      ],
      secrets: [
        { key: '3', name: '', value: '' },
        { key: '4', name: 'a,b', value: '' },
      ],
    });
    expect(errors).toEqual({
      errors: {
        context: 'Choose a folder',
        dockerfile: 'Name a Dockerfile',
        tag: expect.stringContaining('lower case'),
        platform: expect.stringContaining('linux/arm64'),
        'labels.1.name': 'Name it',
        'secrets.1.name': expect.stringContaining('Letters'),
        'secrets.1.value': 'Choose a file',
      },
    });
    expect(readBuildForm({ ...emptyBuildForm, source: 'text' })).toEqual({
      errors: { text: 'Write a Dockerfile' },
    });
  });
});
