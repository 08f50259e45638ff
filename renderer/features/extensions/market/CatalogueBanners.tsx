import { Button } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import type { Catalogue } from '../../../../shared/contract/extension-catalogue.ts';
import { hrefOf } from '../../../app/location.ts';
import { Banner } from '../../../components/Banner.tsx';
import { formatAge } from '../../../components/format-duration.ts';
import { t } from '../../../i18n/index.ts';

/** The catalogues that could not be read, or not whole, and why. */
export function CatalogueBanners({ catalogues }: { catalogues: readonly Catalogue[] }) {
  const told = catalogues.filter(({ state, skipped }) => state !== 'read' || skipped > 0);
  return told.map((catalogue) => (
    <Banner
      key={catalogue.id}
      tone={catalogue.state === 'failed' ? 'bad' : 'warn'}
      icon={IconCloudOff}
      text={wordsOf(catalogue)}
      action={
        <Button component="a" href={hrefOf(['settings', 'extensions'])} size="xs" variant="default">
          {t.market.toSettings}
        </Button>
      }
    >
      {catalogue.error && `${catalogue.error.message} ${catalogue.error.hint}`}
    </Banner>
  ));
}

function wordsOf({ id, name, state, skipped, readAt = 0 }: Catalogue): string {
  const called = name || id;
  if (state === 'failed') return t.market.broken(called);
  if (state === 'kept') {
    const age = Date.now() - readAt;
    return t.market.kept(called, age < 1000 ? t.time.justNow : t.containers.ago(formatAge(age)));
  }
  return t.market.skipped(called, skipped);
}
