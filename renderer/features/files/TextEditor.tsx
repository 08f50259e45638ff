import { Button } from '@mantine/core';
import { IconAlertTriangle, IconDeviceFloppy } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import type { FileContent, FileEntry, FileTarget, TextEncoding } from '../../../shared/contract/files.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { nameOf } from '../../../shared/file-path.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { Banner } from '../../components/Banner.tsx';
import { t } from '../../i18n/index.ts';
import { draftOf, keepDraft, type StoredText } from './drafts.ts';
import classes from './FileViewer.module.css';

interface TextEditorProps {
  target: FileTarget;
  path: string;
  content: Extract<FileContent, { kind: 'text' }>;
  buttons: ReactNode;
  onReload(): void;
  onChanged(): void;
}

/** Text as it is stored, and what a person makes of it: kept as a draft until it is saved or given up. */
export function TextEditor({ target, path, content, buttons, onReload, onChanged }: TextEditorProps) {
  const connection = useConnection();
  const name = readableName(nameOf(path));
  const [stored, setStored] = useState<StoredText>(() => draftOf(target, path)?.base ?? content);
  const [text, setText] = useState(() => draftOf(target, path)?.text ?? content.text);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [wasSaved, setWasSaved] = useState(false);
  const dirty = text !== stored.text;
  useEffect(
    () => keepDraft(target, path, dirty ? { text, base: stored } : undefined),
    [target, path, dirty, text, stored],
  );
  // It was read again: what was not touched is the new; what was typed stays, on what it was made of.
  useEffect(() => {
    if (draftOf(target, path)) return;
    setStored(content);
    setText(content.text);
  }, [content, target, path]);

  const save = async (how: { overwrite?: boolean; encoding?: TextEncoding } = {}) => {
    if (saving) return;
    setSaving(true);
    setError(undefined);
    const encoding = how.encoding ?? stored.encoding;
    const lineEnding: 'crlf' | 'lf' = stored.lineEnding === 'crlf' ? 'crlf' : 'lf';
    try {
      const entry: FileEntry = await connection.client().files.write({
        target,
        path,
        text,
        encoding,
        lineEnding,
        ...(how.overwrite
          ? {}
          : { expected: { size: stored.entry.size, modifiedAt: stored.entry.modifiedAt } }),
      });
      const saved: StoredText = { text, entry, encoding, lineEnding };
      // By now another file may be looked at, or more be typed.
      const draft = draftOf(target, path);
      if (draft) keepDraft(target, path, draft.text === text ? undefined : { ...draft, base: saved });
      setStored(saved);
      setWasSaved(true);
      onChanged();
    } catch (thrown) {
      setError(toAppError(thrown).toData());
    } finally {
      setSaving(false);
    }
  };
  const change = (value: string) => {
    setText(value);
    setWasSaved(false);
  };
  const reload = () => {
    setError(undefined);
    keepDraft(target, path, undefined);
    onReload();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    if (dirty) void save();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its fields bubble their keys to it
    <div className={classes.editor} onKeyDown={onKeyDown}>
      <header className={classes.head}>
        <h3 className={classes.title} title={name}>
          {name}
        </h3>
        <span className={classes.grow} role="status">
          {dirty ? t.files.unsaved : wasSaved && t.files.saved}
        </span>
        {dirty && (
          <Button
            size="compact-sm"
            variant="subtle"
            title={t.files.revertHint}
            onClick={() => change(stored.text)}
          >
            {t.files.revert}
          </Button>
        )}
        <Button
          size="compact-sm"
          leftSection={<IconDeviceFloppy size={15} />}
          disabled={!dirty}
          loading={saving}
          onClick={() => void save()}
        >
          {t.files.save}
        </Button>
        {buttons}
      </header>
      {error && (
        <Failure error={error} onOverwrite={() => void save({ overwrite: true })} onReload={reload}>
          {stored.encoding === 'latin1' && error.code === 'bad_input' && (
            <Button size="compact-sm" variant="default" onClick={() => void save({ encoding: 'utf-8' })}>
              {t.files.saveAsUtf8}
            </Button>
          )}
        </Failure>
      )}
      {stored.lineEnding === 'mixed' && dirty && (
        <Banner tone="warn" icon={IconAlertTriangle} text={t.files.lineEndings.mixed}>
          {t.files.mixedEndings}
        </Banner>
      )}
      <textarea
        className={classes.area}
        aria-label={t.files.editor(name)}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
      />
      <footer className={classes.foot}>
        <span>{t.files.encodings[stored.encoding]}</span>
        <span>{t.files.lineEndings[stored.lineEnding]}</span>
      </footer>
    </div>
  );
}

interface FailureProps {
  error: ErrorData;
  children: ReactNode;
  onOverwrite(): void;
  onReload(): void;
}

function Failure({ error, children, onOverwrite, onReload }: FailureProps) {
  if (error.code !== 'file_changed') {
    return (
      <Banner tone="bad" icon={IconAlertTriangle} text={t.files.couldNotSave} action={children}>
        {error.message} {error.hint}
      </Banner>
    );
  }
  return (
    <Banner
      tone="warn"
      icon={IconAlertTriangle}
      text={t.files.changedTitle}
      action={
        <>
          <Button size="compact-sm" variant="default" title={t.files.reloadLoses} onClick={onReload}>
            {t.files.reload}
          </Button>
          <Button size="compact-sm" color="red.9" onClick={onOverwrite}>
            {t.files.overwrite}
          </Button>
        </>
      }
    >
      {t.files.changedText}
    </Banner>
  );
}
