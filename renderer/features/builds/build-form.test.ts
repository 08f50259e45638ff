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
    };
    expect(readBuildForm(form)).toEqual({
      request: {
        context: '~/app',
        dockerfile: { kind: 'file', path: 'Dockerfile' },
        tags: ['app:1'],
        buildArgs: [{ name: 'A', value: ' b ' }],
        labels: [],
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
    });
    expect(errors).toEqual({
      errors: {
        context: 'Choose a folder',
        dockerfile: 'Name a Dockerfile',
        tag: expect.stringContaining('lower case'),
        platform: expect.stringContaining('linux/arm64'),
        'labels.1.name': 'Name it',
      },
    });
    expect(readBuildForm({ ...emptyBuildForm, source: 'text' })).toEqual({
      errors: { text: 'Write a Dockerfile' },
    });
  });
});
