import { ActionIcon, Autocomplete, Button, Popover, TextInput } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { t } from '../../../i18n/index.ts';
import classes from './ExecTab.module.css';
import { type ExecChoice, type ExecProblems, noChoice, problemsOf, problemsOfError } from './exec-choice.ts';
import type { Exec } from './use-exec.ts';

const SHELLS = ['bash', 'ash', 'sh', 'zsh'];
const USERS = ['root'];

/** Shell, user and folder of another terminal. What was chosen last is offered again. */
export function NewTerminal({ exec, kind }: { exec: Exec; kind: 'button' | 'chevron' }) {
  const [opened, setOpened] = useState(false);
  const [choice, setChoice] = useState<ExecChoice>(noChoice);
  const [problems, setProblems] = useState<ExecProblems>({});
  const field = (name: keyof ExecChoice) => ({
    value: choice[name],
    error: problems[name],
    autoComplete: 'off',
    spellCheck: false,
    size: 'sm' as const,
  });
  const change = (change: Partial<ExecChoice>) => {
    setChoice({ ...choice, ...change });
    setProblems({});
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = problemsOf(choice);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const isOpen = await exec.open(choice, (failure) => {
      const told = problemsOfError(failure);
      setProblems(told ?? {});
      return told !== undefined;
    });
    if (isOpen) setOpened(false);
  };
  const toggle = () => setOpened(!opened);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position={kind === 'button' ? 'bottom' : 'bottom-end'}
      shadow="md"
      width={340}
      trapFocus
      // At double size there is no room for the whole form.
      middlewares={{ flip: true, shift: true, size: true }}
      returnFocus
    >
      <Popover.Target>
        {kind === 'button' ? (
          <Button variant="default" onClick={toggle}>
            {t.exec.options}
          </Button>
        ) : (
          <ActionIcon
            className={classes.chevron}
            variant="default"
            aria-label={t.exec.options}
            title={t.exec.options}
            onClick={toggle}
          >
            <IconChevronDown size={14} />
          </ActionIcon>
        )}
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
          <Autocomplete
            label={t.exec.command}
            placeholder={t.exec.commandPlaceholder}
            data={SHELLS}
            // A whole one is no reason to offer it alone.
            filter={({ options }) => options}
            comboboxProps={{ withinPortal: false }}
            openOnFocus={false}
            data-autofocus
            {...field('command')}
            onChange={(command) => change({ command })}
          />
          <Autocomplete
            label={t.exec.user}
            placeholder={t.exec.userPlaceholder}
            data={USERS}
            openOnFocus={false}
            comboboxProps={{ withinPortal: false }}
            {...field('user')}
            onChange={(user) => change({ user })}
          />
          <TextInput
            label={t.exec.workingDir}
            placeholder={t.exec.workingDirPlaceholder}
            {...field('workingDir')}
            onChange={(event) => change({ workingDir: event.currentTarget.value })}
          />
          <Button type="submit" loading={exec.opening}>
            {t.exec.open}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
