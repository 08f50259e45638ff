import { IconLock } from '@tabler/icons-react';
import type { ImageRemovalPlan } from '../../../shared/contract/images.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import classes from './ImageDialogs.module.css';
import { shortId } from './image-rows.ts';

/** More than anybody reads. */
const SHOWN = 200;

interface RemovalListProps {
  plan: ImageRemovalPlan;
  /** Those that can go as things are. */
  going: ImageRemovalPlan['images'];
}

/** The images of a plan by name, and the space they give back. */
export function RemovalList({ plan, going }: RemovalListProps) {
  const { images, gainBytes } = plan;
  if (images.length === 0) {
    return (
      <p className={classes.note} role="status">
        {t.imageDialogs.remove.nothing}
      </p>
    );
  }
  const goes = new Set(going.map(({ id }) => id));
  return (
    <div>
      <p className={classes.gain} role="status" data-testid="gain">
        {gainBytes > 0 ? t.imageDialogs.remove.gain(formatBytes(gainBytes)) : t.imageDialogs.remove.gainNone}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it */}
      <ul className={classes.list} aria-label={t.imageDialogs.remove.list} tabIndex={0}>
        {images.slice(0, SHOWN).map((image) => {
          const running = image.usedBy.find((user) => user.running);
          const name = image.tags[0] ?? shortId(image.id);
          return (
            <li key={image.id} className={classes.listItem} data-goes={goes.has(image.id)}>
              <span className={classes.listName}>
                <strong>{name}</strong>
                <span className={classes.listSize}>{formatBytes(image.sizeBytes)}</span>
              </span>
              {image.tags.length > 1 && (
                <span className={classes.listNote}>{t.imageDialogs.remove.names(image.tags.join(', '))}</span>
              )}
              {image.usedBy.length > 0 && (
                <span className={classes.listNote} data-tone="warn">
                  <IconLock size={13} aria-hidden />{' '}
                  {running
                    ? t.imageDialogs.remove.running(name, running.name)
                    : t.imageDialogs.remove.users(image.usedBy.map((user) => user.name).join(', '))}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {images.length > SHOWN && (
        <p className={classes.note}>{t.imageDialogs.remove.more(images.length - SHOWN)}</p>
      )}
    </div>
  );
}
