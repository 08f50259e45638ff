import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ImageDetail } from '../../../shared/contract/images.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { notifyUndoable } from '../../commands/notify-undoable.tsx';
import { t } from '../../i18n/index.ts';
import classes from './ImagePage.module.css';

const texts = t.image.inspect;

/**
 * What containers made of an image begin with, and what the image is called.
 * @param tags its names as they are now
 */
export function ConfigurationTab({ detail, tags }: { detail: ImageDetail; tags: readonly string[] }) {
  const facts: [string, string | readonly string[]][] = [
    [texts.id, detail.id],
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
      <dl className={classes.facts}>
        {tags.length > 0 && (
          <Fact title={texts.names}>
            {tags.map((tag) => (
              <Name key={tag} id={detail.id} name={tag} isLast={tags.length === 1} />
            ))}
          </Fact>
        )}
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
    </div>
  );
}

/** A name that can be taken away, unless it is the only one. */
function Name({ id, name, isLast }: { id: string; name: string; isLast: boolean }) {
  const connection = useConnection();
  const untag = async () => {
    try {
      await connection.client().images.untag({ name });
      notifyUndoable(`untag-${name}`, t.images.untagged(name), '', {
        perform: (context) => context.client().images.tag({ id, name }),
      });
    } catch (thrown) {
      notifyError('untag', t.images.couldNot.untag(name), toAppError(thrown).toData());
    }
  };
  return (
    <span className={classes.nameFact}>
      <code>{name}</code>
      {!isLast && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="xs"
          aria-label={t.images.untag(name)}
          title={t.images.untag(name)}
          onClick={() => void untag()}
        >
          <IconX size={13} />
        </ActionIcon>
      )}
    </span>
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
