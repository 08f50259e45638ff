import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconRefresh } from '@tabler/icons-react';
import { useMemo } from 'react';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { CopyTool } from '../../components/Tool.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Compose.module.css';
import type { ProjectFile } from './use-project-file.ts';

interface ConfigTabProps {
  name: string;
  file: ProjectFile;
  onAgain(): void;
}

/** The file as compose renders it. */
export function ConfigTab({ name, file, onAgain }: ConfigTabProps) {
  const again = (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconRefresh size={14} stroke={1.8} />}
      onClick={onAgain}
    >
      {t.composeProject.readAgain}
    </Button>
  );
  if (file.kind === 'reading') return <LoadingRows label={t.composeProject.configLoading} />;
  if (file.kind === 'failed') {
    const missing = file.error.code === 'compose_missing';
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={missing ? t.composeProject.programMissing : t.composeProject.fileProblem}
        text={`${file.error.message} ${file.error.hint}`}
        actions={again}
      />
    );
  }
  const { rendered, warnings } = file.file;
  return (
    <>
      <div className={classes.configBar}>
        <span>{t.composeProject.configNote}</span>
        {again}
        <CopyTool label={t.composeProject.copyConfig} icon={IconCopy} text={() => rendered} />
      </div>
      {warnings.length > 0 && (
        <div className={`${classes.warnings} ${classes.configWarnings}`}>
          <strong>{t.composeProject.warnings}</strong>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
      <RenderedYaml text={rendered} label={t.composeProject.config(name)} />
    </>
  );
}

/** YAML with its keys marked. Text stays text. */
function RenderedYaml({ text, label }: { text: string; label: string }) {
  const lines = useMemo(() => {
    let offset = 0;
    return text
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => {
        const [, indent = '', key, rest = ''] = /^(\s*(?:- )?)([^\s:'"][^:]*:)(.*)$/.exec(line) ?? [];
        const shown = key === undefined ? { indent: line, key: '', rest: '' } : { indent, key, rest };
        const at = offset;
        offset += line.length + 1;
        return { at, ...shown };
      });
  }, [text]);
  return (
    <section
      className={classes.config}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
      tabIndex={0}
    >
      {lines.map(({ at, indent, key, rest }) => (
        <code key={at} className={classes.line}>
          {indent}
          {key && <span className={classes.key}>{key}</span>}
          {rest}
        </code>
      ))}
    </section>
  );
}
