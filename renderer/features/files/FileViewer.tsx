import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconX } from '@tabler/icons-react';
import { readableName } from '../../../shared/byte-string.ts';
import { EDIT_LIMIT, type FileContent, type FileTarget } from '../../../shared/contract/files.ts';
import { nameOf } from '../../../shared/file-path.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import classes from './FileViewer.module.css';
import { hexDump } from './hex-dump.ts';
import { TextEditor } from './TextEditor.tsx';

interface FileViewerProps {
  target: FileTarget;
  path: string;
  onClose(): void;
  onDownload(): void;
  /** It was saved. */
  onChanged(): void;
}

/** One file: text to edit, a picture, or its bytes. */
export function FileViewer({ target, path, onClose, onDownload, onChanged }: FileViewerProps) {
  const name = readableName(nameOf(path));
  const file = useQuery((client, signal) => client.files.read({ target, path }, { signal }), [target, path]);
  const close = (
    <>
      <Tooltip label={t.files.download}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${t.files.download} ${name}`}
          onClick={onDownload}
        >
          <IconDownload size={17} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t.files.close}>
        <ActionIcon variant="subtle" color="gray" aria-label={t.files.close} onClick={onClose}>
          <IconX size={17} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
    </>
  );
  return (
    <section className={classes.viewer} aria-label={t.files.viewer(name)}>
      {file.value?.kind === 'text' ? (
        <TextEditor
          key={path}
          target={target}
          path={path}
          content={file.value}
          buttons={close}
          onReload={file.again}
          onChanged={onChanged}
        />
      ) : (
        <>
          <header className={classes.head}>
            <h3 className={classes.title} title={name}>
              {name}
            </h3>
            <span className={classes.grow} />
            {close}
          </header>
          {file.value ? (
            <Shown name={name} content={file.value} onDownload={onDownload} />
          ) : file.status === 'failed' ? (
            <Message
              icon={IconAlertTriangle}
              tone="bad"
              title={t.files.couldNotRead}
              text={`${file.error?.message ?? ''} ${file.error?.hint ?? ''}`}
              actions={
                <Button variant="default" onClick={file.again}>
                  {t.files.again}
                </Button>
              }
            />
          ) : (
            <div className={classes.loading} role="status" aria-label={t.files.loading}>
              <Skeleton height={16} width="60%" />
              <Skeleton height={16} width="80%" />
              <Skeleton height={16} width="40%" />
            </div>
          )}
        </>
      )}
    </section>
  );
}

interface ShownProps {
  name: string;
  content: Exclude<FileContent, { kind: 'text' }>;
  onDownload(): void;
}

function Shown({ name, content, onDownload }: ShownProps) {
  const size = formatBytes(content.entry.size);
  switch (content.kind) {
    case 'image':
      return (
        <div className={classes.picture}>
          <img src={`data:${content.mediaType};base64,${content.base64}`} alt={t.files.image(name)} />
        </div>
      );
    case 'large text':
      return (
        <>
          <Note
            text={t.files.tooBig(size, formatBytes(EDIT_LIMIT))}
            more={t.files.tooBigText}
            onDownload={onDownload}
          />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must be able to scroll it */}
          <pre className={classes.text} tabIndex={0}>
            {content.text}
          </pre>
        </>
      );
    case 'binary': {
      const bytes = Uint8Array.from(atob(content.base64), (character) => character.charCodeAt(0));
      const more =
        bytes.length < content.entry.size
          ? t.files.binaryText(formatBytes(bytes.length), size)
          : t.files.binaryWhole(size);
      return (
        <>
          <Note text={t.files.binary} more={more} onDownload={onDownload} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
          <pre className={classes.text} tabIndex={0}>
            {hexDump(bytes)}
          </pre>
        </>
      );
    }
  }
}

function Note({ text, more, onDownload }: { text: string; more: string; onDownload(): void }) {
  return (
    <div className={classes.note} role="status">
      <span className={classes.grow}>
        <strong>{text}.</strong> {more}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} />}
        onClick={onDownload}
      >
        {t.files.download}
      </Button>
    </div>
  );
}
