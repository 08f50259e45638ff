import { type BuildForm, emptyBuildForm } from './build-form.ts';

/** The last build's form, so that the next one begins there: most builds are made again and again. */
let last: BuildForm = emptyBuildForm;

export function lastBuildForm(): BuildForm {
  return last;
}

export function rememberBuildForm(form: BuildForm): void {
  last = form;
}
