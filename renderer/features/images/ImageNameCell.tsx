import { hrefOf } from '../../app/location.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Images.module.css';
import { type ImageRow, shortId } from './image-rows.ts';

/** How many tags a row shows; all of them are in its tooltip and on its page. */
const TAGS_SHOWN = 4;

/** An image's name, with its other tags beside it. Below its repository the tags alone. */
export function ImageNameCell({
  row,
  grouped,
  tabIndex,
}: {
  row: ImageRow;
  grouped: boolean;
  tabIndex: number;
}) {
  const { image, repository, tags } = row;
  const [first, ...others] = tags;
  const name = grouped ? (first ?? t.images.none) : nameOf(repository, first);
  return (
    <NameCell
      name={name}
      title={tags.map((tag) => `${repository}:${tag}`).join('\n') || image.id}
      href={hrefOf(['images', image.id])}
      tabIndex={tabIndex}
      beside={<OtherTags tags={others} />}
      below={shortId(image.id)}
      mono
    />
  );
}

function OtherTags({ tags }: { tags: readonly string[] }) {
  return (
    <>
      {tags.slice(0, TAGS_SHOWN - 1).map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
      {tags.length >= TAGS_SHOWN && <span className={classes.moreTags}>+{tags.length - TAGS_SHOWN + 1}</span>}
    </>
  );
}

function nameOf(repository: string | undefined, tag: string | undefined): string {
  if (repository === undefined) return t.images.none;
  return tag === undefined ? `${repository} ${t.images.none}` : `${repository}:${tag}`;
}
