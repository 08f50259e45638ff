import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import classes from './Images.module.css';
import { type ImageRow, shortId } from './image-rows.ts';

/** How many tags a row shows; all of them are in its tooltip and on its page. */
const TAGS_SHOWN = 4;

/** An image's name, with its other tags beside it. Below its repository the tags alone. */
export function NameCell({ row, grouped, tabIndex }: { row: ImageRow; grouped: boolean; tabIndex: number }) {
  const { image, repository, tags } = row;
  const [first, ...others] = tags;
  const name = grouped ? (first ?? t.images.none) : nameOf(repository, first);
  return (
    <span className={classes.names}>
      <span
        className={classes.nameLine}
        title={tags.map((tag) => `${repository}:${tag}`).join('\n') || image.id}
      >
        <a className={classes.name} tabIndex={tabIndex} href={hrefOf(['images', image.id])}>
          {name}
        </a>
        {others.slice(0, TAGS_SHOWN - 1).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
        {others.length >= TAGS_SHOWN && (
          <span className={classes.moreTags}>+{others.length - TAGS_SHOWN + 1}</span>
        )}
      </span>
      <span className={classes.id}>{shortId(image.id)}</span>
    </span>
  );
}

function nameOf(repository: string | undefined, tag: string | undefined): string {
  if (repository === undefined) return t.images.none;
  return tag === undefined ? `${repository} ${t.images.none}` : `${repository}:${tag}`;
}
