import type { ImageItem } from '../../../shared/contract/images.ts';
import { hrefOf } from '../../app/location.ts';
import { Badge, BadgeLink } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';

/** Whether containers are made of an image, and of which: a link to them. */
export function UseBadge({
  image,
  tabIndex,
}: {
  image: Pick<ImageItem, 'id' | 'usedBy' | 'tags'>;
  tabIndex?: number;
}) {
  const { id, usedBy, tags } = image;
  const names = usePier(({ containers }) =>
    usedBy.map((each) => containers.byId[each]?.name ?? each.slice(0, 12)).join(', '),
  );
  if (usedBy.length > 0) {
    return (
      <BadgeLink
        tone="ok"
        data-testid="use"
        href={hrefOf(['images', id, 'used-by'])}
        title={t.images.usedBy(names)}
        tabIndex={tabIndex}
      >
        {t.images.inUse(usedBy.length)}
      </BadgeLink>
    );
  }
  return tags.length === 0 ? (
    <Badge tone="warn" data-testid="use" title={t.images.danglingHint}>
      {t.images.dangling}
    </Badge>
  ) : (
    <Badge tone="idle" data-testid="use">
      {t.images.unused}
    </Badge>
  );
}
