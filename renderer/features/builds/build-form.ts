import { type BuildRequest, buildRequest } from '../../../shared/contract/builds.ts';

interface Pair {
  key: string;
  name: string;
  value: string;
}

/** What a person has typed. */
export interface BuildForm {
  source: 'folder' | 'text';
  context: string;
  dockerfile: string;
  text: string;
  tag: string;
  args: Pair[];
  labels: Pair[];
  /** Ids, and the files that they are in. */
  secrets: Pair[];
  target: string;
  platform: string;
  noCache: boolean;
  pull: boolean;
}

export const emptyBuildForm: BuildForm = {
  source: 'folder',
  context: '',
  dockerfile: 'Dockerfile',
  text: '',
  tag: '',
  args: [],
  labels: [],
  secrets: [],
  target: '',
  platform: '',
  noCache: false,
  pull: false,
};

/** The request a form makes, or what is wrong with it, by field: "args.0.name". */
export function readBuildForm(
  form: BuildForm,
): { request: BuildRequest } | { errors: Record<string, string> } {
  const isFolder = form.source === 'folder';
  const pairs = (rows: Pair[]) => rows.filter(({ name, value }) => name.trim() !== '' || value !== '');
  const args = pairs(form.args);
  const labels = pairs(form.labels);
  const secrets = pairs(form.secrets);
  const result = buildRequest.safeParse({
    ...(isFolder ? { context: form.context } : {}),
    dockerfile: isFolder ? { kind: 'file', path: form.dockerfile } : { kind: 'text', text: form.text },
    tags: form.tag.trim() === '' ? [] : [form.tag],
    buildArgs: args.map(({ name, value }) => ({ name, value })),
    labels: labels.map(({ name, value }) => ({ name, value })),
    secrets: secrets.map(({ name, value }) => ({ id: name, path: value })),
    ...(form.target.trim() === '' ? {} : { target: form.target }),
    ...(form.platform.trim() === '' ? {} : { platform: form.platform }),
    noCache: form.noCache,
    pull: form.pull,
  });
  if (result.success) return { request: result.data };
  const errors: Record<string, string> = {};
  for (const { path, message } of result.error.issues) {
    const [area, index, field] = path;
    if (area === 'dockerfile') errors[isFolder ? 'dockerfile' : 'text'] ??= message;
    else if (area === 'tags') errors.tag ??= message;
    else if (area === 'buildArgs' || area === 'labels' || area === 'secrets') {
      const list = area === 'buildArgs' ? 'args' : area;
      // Rows without anything in them were left out.
      const row = { args, labels, secrets }[list][Number(index)];
      const place = row ? form[list].indexOf(row) : -1;
      const column = field === 'id' || field === 'name' ? 'name' : 'value';
      errors[`${list}.${place}.${column}`] ??= message;
    } else errors[String(area)] ??= message;
  }
  return { errors };
}
