import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Registries.module.css';
import { RemoveButton } from './RemoveButton.tsx';

interface ListSettingProps {
  title: string;
  text: string;
  /** Where there are none. */
  none: string;
  field: string;
  placeholder: string;
  values: readonly string[];
  /** In its one form; undefined where it cannot be one. */
  parse(text: string): string | undefined;
  /** Why not. */
  bad: string;
  busy: boolean;
  onChange(values: string[]): Promise<ErrorData | undefined>;
}

/** A setting of several short texts: each is added and removed by itself, at once. */
export function ListSetting(props: ListSettingProps) {
  const { title, text, none, field, placeholder, values, parse, bad, busy, onChange } = props;
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<ErrorData>();
  const heading = useId();
  const apply = async (next: string[]) => {
    const error = await onChange(next);
    setFailure(error);
    return error === undefined;
  };
  const add = async () => {
    const value = parse(typed);
    if (value === undefined) {
      setProblem(bad);
      return;
    }
    if (await apply([...values.filter((each) => each !== value), value])) setTyped('');
  };
  return (
    <section className={classes.card} aria-labelledby={heading}>
      <h2 id={heading} className={classes.cardTitle}>
        {title}
      </h2>
      <p className={classes.note}>{text}</p>
      <ul className={classes.entries} aria-labelledby={heading}>
        {values.map((value) => (
          <li key={value} className={classes.entry}>
            <span className={classes.mono}>{value}</span>
            <RemoveButton
              name={value}
              disabled={busy}
              onClick={() => void apply(values.filter((each) => each !== value))}
            />
          </li>
        ))}
      </ul>
      {values.length === 0 && <p className={classes.none}>{none}</p>}
      <form
        className={classes.add}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void add();
        }}
      >
        <TextInput
          className={classes.searchField}
          aria-label={field}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
        <Button type="submit" variant="default" leftSection={<IconPlus size={16} />} loading={busy}>
          {t.trust.add}
        </Button>
      </form>
      {failure && <FormFailure title={t.settings.couldNot} error={failure} />}
    </section>
  );
}
