import { ActionIcon, Modal, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../../i18n/index.ts';
import { usePictures } from '../market/use-pictures.ts';
import classes from './Details.module.css';

/** Pictures of an extension, each of which can be looked at large: by its button, and the arrow keys from there. */
export function Screenshots({ screenshots }: { screenshots: readonly { alt: string; url: string }[] }) {
  const { loaded, isLoading } = usePictures(screenshots.map(({ url }) => url));
  const [shown, setShown] = useState<number>();
  const texts = t.extensionPage;
  const pictures = screenshots.flatMap(({ alt, url }, index) => {
    const data = loaded.get(url);
    return data ? [{ data, url, alt: alt || texts.screenshot(index + 1) }] : [];
  });
  if (screenshots.length === 0) return null;
  const current = shown === undefined ? undefined : pictures[shown];
  const move = (by: number) =>
    setShown((now) => (now === undefined ? now : (now + by + pictures.length) % pictures.length));
  return (
    <section aria-label={texts.screenshots}>
      <h3 className={classes.heading}>{texts.screenshots}</h3>
      {pictures.length === 0 && !isLoading && <p className={classes.note}>{t.market.picturesOffline}</p>}
      <ul className={classes.thumbnails}>
        {pictures.map(({ data, url, alt }, index) => (
          <li key={url}>
            <button
              type="button"
              className={classes.thumbnail}
              aria-label={texts.showScreenshot(alt)}
              title={alt}
              onClick={() => setShown(index)}
            >
              <img src={data} alt="" />
            </button>
          </li>
        ))}
        {isLoading && pictures.length < screenshots.length && (
          <li>
            <Skeleton width={200} height={125} radius="md" />
          </li>
        )}
      </ul>
      <Modal
        opened={current !== undefined}
        onClose={() => setShown(undefined)}
        title={current?.alt}
        size="min(72rem, 94vw)"
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') move(1);
          if (event.key === 'ArrowLeft') move(-1);
        }}
      >
        {current && (
          <figure className={classes.large}>
            <img src={current.data} alt={current.alt} />
            {pictures.length > 1 && (
              <figcaption className={classes.largeTools}>
                <ActionIcon variant="default" size="lg" aria-label={texts.previous} onClick={() => move(-1)}>
                  <IconChevronLeft size={18} />
                </ActionIcon>
                <span role="status">{texts.position((shown ?? 0) + 1, pictures.length)}</span>
                <ActionIcon variant="default" size="lg" aria-label={texts.next} onClick={() => move(1)}>
                  <IconChevronRight size={18} />
                </ActionIcon>
              </figcaption>
            )}
          </figure>
        )}
      </Modal>
    </section>
  );
}
