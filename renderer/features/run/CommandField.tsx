import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { t } from '../../i18n/index.ts';
import classes from './RunDialog.module.css';
import type { RunForm } from './run-form.ts';
import { splitCommand } from './split-command.ts';

/** A command line, and how it will be understood. */
export function CommandField({ form }: { form: UseFormReturnType<RunForm> }) {
  const split = splitCommand(form.values.command);
  const argv = 'argv' in split ? split.argv : [];
  return (
    <div>
      <TextInput
        label={t.run.command}
        placeholder={t.run.commandPlaceholder}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono ?? '' }}
        title={t.run.commandHint}
        {...form.getInputProps('command')}
      />
      {argv.length > 0 && (
        <p className={classes.argv} data-testid="argv">
          <span>{t.run.parsedAs}</span>{' '}
          {argv.map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: words may repeat
            <code key={index}>{word === '' ? '\u00a0' : word}</code>
          ))}
        </p>
      )}
    </div>
  );
}
