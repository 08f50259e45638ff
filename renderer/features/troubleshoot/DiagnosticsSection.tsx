import { Button, Loader } from '@mantine/core';
import { IconDownload, IconFileText, IconFirstAidKit, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { BundleFile } from '../../../shared/contract/diagnostics.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { saveDownload } from '../files/transfer.ts';
import classes from './Diagnostics.module.css';

interface Bundle {
  id: string;
  files: readonly BundleFile[];
}

/** Gathers diagnostics, shows all of them, and saves what was shown. */
export function DiagnosticsSection() {
  const connection = useConnection();
  const [bundle, setBundle] = useState<Bundle>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const texts = t.troubleshoot.diagnostics;
  const gather = async () => {
    setBusy(true);
    setError(undefined);
    try {
      setBundle(await connection.client().diagnostics.prepareBundle({}));
    } catch (thrown) {
      setError(toAppError(thrown).toData());
    }
    setBusy(false);
  };
  const save = async () => {
    if (!bundle) return;
    try {
      const { url, fileName } = await connection.client().diagnostics.downloadBundle({ id: bundle.id });
      saveDownload(url, fileName);
    } catch (thrown) {
      notifyError('diagnostics', texts.couldNotSave, toAppError(thrown).toData());
    }
  };
  return (
    <section className={classes.diagnostics} aria-label={t.troubleshoot.tabs.diagnostics}>
      <div className={classes.head}>
        <IconFirstAidKit size={26} stroke={1.6} aria-hidden />
        <div className={classes.words}>
          <p>{texts.intro}</p>
          <p className={classes.dimmed}>{texts.redacted}</p>
        </div>
        <div className={classes.actions}>
          {bundle && (
            <Button leftSection={<IconDownload size={16} />} onClick={() => void save()}>
              {texts.save}
            </Button>
          )}
          <Button
            variant={bundle ? 'default' : 'filled'}
            leftSection={bundle ? <IconRefresh size={16} /> : undefined}
            loading={busy}
            onClick={() => void gather()}
          >
            {bundle ? texts.gatherAgain : texts.gather}
          </Button>
        </div>
      </div>
      {error && <FormFailure title={texts.couldNot} error={error} />}
      {busy && !bundle && (
        <p className={classes.dimmed} role="status">
          <Loader size="xs" mr="xs" /> {texts.gathering}
        </p>
      )}
      {bundle && <BundleView key={bundle.id} bundle={bundle} />}
    </section>
  );
}

function BundleView({ bundle }: { bundle: Bundle }) {
  const { files } = bundle;
  const [path, setPath] = useState(files[0]?.path ?? '');
  const texts = t.troubleshoot.diagnostics;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <div className={classes.bundle}>
      <div className={classes.files}>
        <p className={classes.dimmed} role="status">
          {texts.summary(files.length, formatBytes(total))}
        </p>
        <ul aria-label={texts.files}>
          {files.map((file) => (
            <li key={file.path}>
              <button
                type="button"
                className={classes.file}
                aria-pressed={file.path === path}
                onClick={() => setPath(file.path)}
              >
                <IconFileText size={16} stroke={1.7} aria-hidden />
                <span className={classes.name}>{file.path}</span>
                <span className={classes.size}>{formatBytes(file.bytes)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <FileContent key={path} id={bundle.id} path={path} />
    </div>
  );
}

function FileContent({ id, path }: { id: string; path: string }) {
  const content = useQuery(
    async (client, signal) => {
      let text = '';
      for await (const part of client.diagnostics.bundleText({ id, path }, { signal })) text += part.text;
      return text;
    },
    [id, path],
  );
  if (content.error) return <FormFailure error={content.error} />;
  return (
    <section
      className={classes.content}
      aria-label={t.troubleshoot.diagnostics.content(path)}
      aria-busy={content.status === 'loading'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must be able to scroll it
      tabIndex={0}
    >
      <pre>{content.value ?? ''}</pre>
    </section>
  );
}
