import { Button, FileButton, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { parseEnvFile } from './parse-env-file.ts';
import classes from './RunDialog.module.css';

/** No env file is as big: who chose it meant another. In bytes. */
const LIMIT = 1024 * 1024;

interface EnvImportProps {
  onAdd(variables: { name: string; value: string }[]): void;
  onClose(): void;
}

/** Takes variables from a file or from what is pasted, and says beforehand what comes of it. */
export function EnvImport({ onAdd, onClose }: EnvImportProps) {
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string>();
  const { variables, badLines } = parseEnvFile(text);
  const choose = async (file: File | null) => {
    if (!file) return;
    if (file.size > LIMIT) return setFailure(t.run.envFile.tooBig(file.name));
    try {
      setText(await file.text());
      setFailure(undefined);
    } catch (cause) {
      setFailure(t.run.envFile.unreadable(file.name, cause instanceof Error ? cause.message : String(cause)));
    }
  };
  const problem = failure ?? (badLines.length > 0 ? t.run.envFile.badLines(badLines) : undefined);
  return (
    <div className={classes.import}>
      <Textarea
        label={t.run.envFile.label}
        description={t.run.envFile.hint}
        placeholder={'TZ=Europe/Oslo\n# a comment\nGREETING="hello world"'}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        autoFocus
        classNames={{ input: classes.mono ?? '' }}
        value={text}
        error={problem}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setFailure(undefined);
        }}
      />
      <Group justify="flex-end" gap="xs" mt="xs">
        <FileButton onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm">
              {t.run.envFile.choose}
            </Button>
          )}
        </FileButton>
        <span className={classes.space} />
        <Button variant="default" size="compact-sm" onClick={onClose}>
          {t.app.cancel}
        </Button>
        <Button size="compact-sm" disabled={variables.length === 0} onClick={() => onAdd(variables)}>
          {t.run.envFile.add(variables.length)}
        </Button>
      </Group>
    </div>
  );
}
