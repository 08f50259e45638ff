import { Button, Checkbox, Group, Tabs } from '@mantine/core';
import { FORM_INDEX, useForm } from '@mantine/form';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RunRequest } from '../../../shared/contract/containers.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { t } from '../../i18n/index.ts';
import classes from './RunDialog.module.css';
import { RunOutcome } from './RunOutcome.tsx';
import { type FormErrors, readRunForm } from './read-run-form.ts';
import type { RunForm } from './run-form.ts';
import { countProblems, type FormSection, hasSettings, sections } from './sections.ts';
import type { RunState } from './use-run.ts';

/** Not the image: who opens the form and looks elsewhere first has done nothing wrong. */
const CHECKED_ON_LEAVING = [
  ...['name', 'command', 'entrypoint', 'workingDir', 'retries', 'cpus', 'memory', 'autoRemove'],
  ...['health.command', 'health.interval', 'health.timeout', 'health.startPeriod', 'health.retries'],
  ...['hostPort', 'containerPort'].map((field) => `ports.${FORM_INDEX}.${field}`),
  ...['source', 'target', 'size'].map((field) => `volumes.${FORM_INDEX}.${field}`),
  ...['name', 'ipv4', 'ipv6'].map((field) => `networks.${FORM_INDEX}.${field}`),
  ...['hostPath', 'containerPath', 'permissions'].map((field) => `devices.${FORM_INDEX}.${field}`),
  `env.${FORM_INDEX}.name`,
  `labels.${FORM_INDEX}.name`,
];

interface RunFormFieldsProps {
  initial: RunForm;
  state: RunState;
  /** What the button that begins it says, as the form is now. */
  submit(form: RunForm): string;
  /** Above the fields: what a person has to know before. */
  notes?: ReactNode;
  /** Beside the choice to start it. */
  options?: ReactNode;
  onSubmit(request: RunRequest): void;
  /** Stops what is under way. */
  onCancel(): void;
  onClose(): void;
}

/** All that can be said of a container, in parts; the first is enough for most. */
export function RunFormFields(props: RunFormFieldsProps) {
  const { initial, state, submit, notes, options, onSubmit, onCancel, onClose } = props;
  const [section, setSection] = useState<string>(sections[0].id);
  const form = useForm<RunForm>({
    initialValues: initial,
    validate: (values) => {
      const result = readRunForm(values);
      return 'errors' in result ? result.errors : {};
    },
    validateInputOnBlur: CHECKED_ON_LEAVING,
  });
  const busy = state.kind === 'running';
  const element = useRef<HTMLFormElement>(null);
  const showProblem = (errors: FormErrors) => {
    const withProblem = sections.filter((each) => countProblems(each, errors) > 0);
    if (!withProblem.some(({ id }) => id === section)) setSection(withProblem[0]?.id ?? section);
    focusFirstProblem(element);
  };
  useRefusedFields(state, form.values, (errors) => {
    form.setErrors(errors);
    showProblem(errors);
  });
  return (
    <form
      ref={element}
      className={classes.form}
      noValidate
      onSubmit={form.onSubmit(
        (values) => {
          const result = readRunForm(values);
          if ('request' in result) onSubmit(result.request);
        },
        (errors) => showProblem(errors as FormErrors),
      )}
    >
      {notes}
      <Tabs
        value={section}
        onChange={(value) => value && setSection(value)}
        orientation="vertical"
        keepMounted={false}
        classNames={{
          root: classes.sections ?? '',
          list: classes.sectionList ?? '',
          tab: classes.sectionTab ?? '',
          tabLabel: classes.sectionLabel ?? '',
        }}
      >
        <Tabs.List aria-label={t.run.sectionsLabel}>
          {sections.map((each) => (
            <SectionTab key={each.id} section={each} form={form.values} errors={form.errors as FormErrors} />
          ))}
        </Tabs.List>
        {sections.map((each) => (
          <Tabs.Panel key={each.id} value={each.id} className={classes.panel}>
            <fieldset disabled={busy} className={classes.fieldset}>
              <each.View form={form} />
            </fieldset>
          </Tabs.Panel>
        ))}
      </Tabs>
      <RunOutcome state={state} />
      <Group justify="flex-end" gap="md" className={classes.footer}>
        <Checkbox
          label={t.run.start}
          disabled={busy}
          {...form.getInputProps('start', { type: 'checkbox' })}
        />
        {options}
        <span className={classes.space} />
        <Group gap="xs">
          <Button variant="default" onClick={busy ? onCancel : onClose}>
            {t.app.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {submit(form.values)}
          </Button>
        </Group>
      </Group>
    </form>
  );
}

interface SectionTabProps {
  section: FormSection;
  form: RunForm;
  errors: FormErrors;
}

/** A dot where something is set, a number where something is wrong. */
function SectionTab({ section, form, errors }: SectionTabProps) {
  const problems = countProblems(section, errors);
  const mark =
    problems > 0 ? (
      <span className={classes.problems} title={t.run.problemCount(problems)}>
        {problems}
      </span>
    ) : section !== sections[0] && hasSettings(section, form) ? (
      <span className={classes.setMark} role="img" aria-label={t.run.hasSettings} title={t.run.hasSettings} />
    ) : undefined;
  return (
    <Tabs.Tab value={section.id} leftSection={<section.icon size={16} stroke={1.7} />} rightSection={mark}>
      {section.title}
    </Tabs.Tab>
  );
}

/** What the engine refused because of one field is told at that field as well. */
function useRefusedFields(state: RunState, form: RunForm, tell: (errors: FormErrors) => void): void {
  const error = state.kind === 'failed' ? state.error : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal, about the form as it was sent
  useEffect(() => {
    const errors = error ? refusedFields(error, form) : {};
    if (Object.keys(errors).length > 0) tell(errors);
  }, [error]);
}

function refusedFields({ code, message }: ErrorData, form: RunForm): FormErrors {
  if (code === 'container_name_taken') return { name: t.run.problems.nameTaken };
  if (code !== 'port_taken') return {};
  const index = form.ports.findIndex(({ hostPort }) => {
    const port = hostPort.trim().split(':').at(-1);
    return port && new RegExp(`[:\\s]${port}\\b`).test(message);
  });
  return index < 0 ? {} : { [`ports.${index}.hostPort`]: t.run.problems.portTaken };
}

/** Moves to the first field with a problem, once the problems are drawn. */
function focusFirstProblem(form: { readonly current: HTMLFormElement | null }): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
