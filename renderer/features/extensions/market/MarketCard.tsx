import { Button } from '@mantine/core';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { Badge } from '../../../components/Badge.tsx';
import { t } from '../../../i18n/index.ts';
import { extensionHref } from '../extension-commands.ts';
import { openExtensionDialog } from '../extension-dialogs.ts';
import { entrySource } from './entry-source.ts';
import classes from './Market.module.css';
import { MarketIcon } from './MarketIcon.tsx';
import { categoryTitle } from './market-items.ts';

/** What is shown of an entry in the list: enough to decide whether to look closer. */
const CATEGORIES = 2;

interface MarketCardProps {
  entry: CatalogueEntry;
  installed: Extension | undefined;
}

export function MarketCard({ entry, installed }: MarketCardProps) {
  const { title, vendor, description, categories, repository } = entry;
  return (
    <li className={classes.card}>
      <div className={classes.cardHead}>
        <span className={classes.cardIcon}>
          <MarketIcon entry={entry} installed={installed} size={36} />
        </span>
        <div className={classes.cardWords}>
          <h2 className={classes.cardTitle}>
            <a href={extensionHref(repository)} title={title}>
              {title}
            </a>
          </h2>
          <p className={classes.vendor} title={vendor || repository}>
            {vendor ? t.market.by(vendor) : repository}
          </p>
        </div>
      </div>
      <p className={classes.description} title={description}>
        {description || t.market.noDescription}
      </p>
      <div className={classes.cardFoot}>
        <span className={classes.chips}>
          {categories.slice(0, CATEGORIES).map((id) => (
            <Badge key={id} small>
              {categoryTitle(id)}
            </Badge>
          ))}
        </span>
        {installed ? (
          <Badge tone="ok">{t.market.installed}</Badge>
        ) : (
          <Button
            size="xs"
            variant="light"
            aria-label={t.installExtension.titleOf(title)}
            onClick={() =>
              openExtensionDialog({ kind: 'install', source: entrySource(entry), title, ask: 'image' })
            }
          >
            {t.extensionPage.install}
          </Button>
        )}
      </div>
    </li>
  );
}
