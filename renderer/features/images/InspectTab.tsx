import { CopyButton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ImageDetail } from '../../../shared/contract/images.ts';
import { t } from '../../i18n/index.ts';
import classes from './ImagePage.module.css';

const texts = t.image.inspect;

/** An image's configuration for people, and all that the engine tells of it. */
export function InspectTab({ detail }: { detail: ImageDetail }) {
  const json = JSON.stringify(detail.raw, null, 2);
  const facts: [string, string | readonly string[]][] = [
    [texts.id, detail.id],
    [texts.names, detail.tags],
    [texts.digests, detail.digests],
    [texts.platform, detail.platform],
    [texts.created, detail.createdAt > 0 ? new Date(detail.createdAt).toLocaleString() : ''],
    [texts.entrypoint, detail.entrypoint],
    [texts.command, detail.command],
    [texts.workingDir, detail.workingDir],
    [texts.user, detail.user],
    [texts.ports, detail.exposedPorts],
    [texts.volumes, detail.volumes],
    [texts.env, detail.env],
    [texts.labels, Object.entries(detail.labels).map(([name, value]) => `${name}=${value}`)],
  ];
  return (
    <div className={classes.tab}>
      <h3 className={classes.section}>{texts.facts}</h3>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value.length > 0)
          .map(([title, value]) => (
            <Fact key={title} title={title}>
              {typeof value === 'string' ? (
                <code>{value}</code>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list of the image's, which never changes
                value.map((each, index) => <code key={index}>{each}</code>)
              )}
            </Fact>
          ))}
      </dl>
      <div className={classes.sectionHead}>
        <h3 className={classes.section}>{texts.raw}</h3>
        <CopyButton value={json}>
          {({ copied, copy }) => (
            <button type="button" className={classes.copy} onClick={copy}>
              {copied ? t.app.copied : texts.copy}
            </button>
          )}
        </CopyButton>
      </div>
      <pre className={classes.json}>{json}</pre>
    </div>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}
