import { IconArrowRight } from '@tabler/icons-react';
import type { FoundImage } from '../../../shared/contract/images.ts';
import { DOCKER_HUB } from '../../../shared/model/registry-server.ts';
import { goTo, hrefOf } from '../../app/location.ts';
import type { Command } from '../../commands/command.ts';
import { Badge } from '../../components/Badge.tsx';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';
import { copyRemote, pullRemote, type Remote } from './remote-images.tsx';

export type HubImage = FoundImage & Remote;

export function hubImage(found: FoundImage): HubImage {
  return { ...found, server: DOCKER_HUB, isTag: false };
}

/** Those of Docker itself are in a folder that nobody writes. */
const place = ({ name }: HubImage) => [
  'registries',
  DOCKER_HUB,
  name.includes('/') ? name : `library/${name}`,
];

const showTags: Command<HubImage> = {
  id: 'open',
  title: t.registry.open,
  icon: IconArrowRight,
  when: () => true,
  perform: (image) => goTo(place(image)),
  harmless: true,
  key: 'Enter',
};

export const hubCommands: readonly Command<HubImage>[] = [showTags, pullRemote, copyRemote];
export const hubInline: readonly Command<HubImage>[] = [pullRemote];

export const hubColumns: readonly Column<HubImage>[] = [
  {
    id: 'name',
    title: t.registry.name,
    width: 'minmax(11rem, 1fr)',
    cell: (image, tabIndex) => (
      <NameCell
        name={image.name}
        href={hrefOf(place(image))}
        tabIndex={tabIndex}
        beside={
          image.official && (
            <Badge tone="ok" small>
              {t.hub.official}
            </Badge>
          )
        }
        below={image.description || undefined}
      />
    ),
    tooltip: ({ name, description }) => `${name}\n${description}`.trim(),
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
  {
    id: 'stars',
    title: t.hub.stars,
    width: '6rem',
    align: 'end',
    cell: ({ stars }) => stars.toLocaleString('en'),
    compare: (a, b) => a.stars - b.stars || compareText(b.name, a.name),
    descFirst: true,
  },
];
