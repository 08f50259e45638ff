import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { ExtensionDetails } from '../../../../shared/contract/extension-details.ts';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { Badge } from '../../../components/Badge.tsx';
import { t } from '../../../i18n/index.ts';
import { useQuery } from '../../../store/use-live.ts';
import { MarketIcon } from '../market/MarketIcon.tsx';
import { categoryTitle } from '../market/market-items.ts';
import { BackendFailure } from './BackendFailure.tsx';
import classes from './Details.module.css';
import { PublisherText } from './PublisherText.tsx';
import { Screenshots } from './Screenshots.tsx';

interface AboutTabProps {
  entry: CatalogueEntry | undefined;
  installed: Extension | undefined;
}

/** What its publisher tells of it. */
export function AboutTab({ entry, installed }: AboutTabProps) {
  const id = installed?.id;
  const { value: own } = useQuery(
    async (client, signal) =>
      id === undefined ? undefined : await client.extensions.details({ id }, { signal }),
    [id, installed?.imageId],
  );
  const details = mergeDetails(own, entry);
  const description = installed?.description || entry?.description;
  return (
    <div className={classes.about}>
      <div className={classes.main}>
        {installed?.backend?.state === 'failing' && (
          <BackendFailure extension={installed} backend={installed.backend} />
        )}
        <div className={classes.lead}>
          <span className={classes.leadIcon}>
            <MarketIcon entry={entry} installed={installed} size={52} />
          </span>
          <p>{description || t.market.noDescription}</p>
        </div>
        <Screenshots screenshots={details.screenshots} />
        {details.detailedDescription && <PublisherText html={details.detailedDescription} />}
        {details.changelog && (
          <section>
            <h3 className={classes.heading}>{t.extensionPage.changelog}</h3>
            <PublisherText html={details.changelog} />
          </section>
        )}
        {!installed && <p className={classes.note}>{t.extensionPage.mayDo}</p>}
      </div>
      <Facts details={details} entry={entry} installed={installed} />
    </div>
  );
}

/** Its own image tells first; what that leaves empty its catalogue may know. */
function mergeDetails(
  own: ExtensionDetails | undefined,
  entry: CatalogueEntry | undefined,
): ExtensionDetails {
  const first = <T extends readonly unknown[]>(a: T | undefined, b: T | undefined) =>
    a && a.length > 0 ? a : (b ?? ([] as unknown as T));
  const publisherUrl = own?.publisherUrl ?? entry?.publisherUrl;
  return {
    categories: first(own?.categories, entry?.categories),
    screenshots: first(own?.screenshots, entry?.screenshots),
    links: first(own?.links, entry?.links),
    detailedDescription: own?.detailedDescription || entry?.detailedDescription || '',
    changelog: own?.changelog || entry?.changelog || '',
    ...(publisherUrl && { publisherUrl }),
    ...((own ?? entry)?.needsAccount && { needsAccount: true }),
  };
}

function Facts({ details, entry, installed }: AboutTabProps & { details: ExtensionDetails }) {
  const texts = t.extensionPage;
  const vendor = installed?.vendor || entry?.vendor;
  const links = [
    ...(details.publisherUrl ? [{ title: texts.publisherPage, url: details.publisherUrl }] : []),
    ...details.links,
  ];
  return (
    <aside className={classes.facts} aria-label={texts.facts}>
      <dl>
        {vendor && <Fact name={texts.publisher} value={vendor} />}
        {installed && <Fact name={texts.version} value={installed.version} />}
        <Fact name={texts.image} value={installed?.repository ?? entry?.repository ?? ''} />
        {details.needsAccount && <Fact name={texts.account} value={texts.accountNeeded} />}
        {installed && (
          <Fact name={texts.installedOn} value={new Date(installed.installedAt).toLocaleDateString('en')} />
        )}
        {entry && (
          <Fact name={texts.from} value={entry.catalogue === 'pier' ? texts.ownCatalogue : entry.catalogue} />
        )}
      </dl>
      {details.categories.length > 0 && (
        <div className={classes.chips}>
          {details.categories.map((id) => (
            <Badge key={id} small>
              {categoryTitle(id)}
            </Badge>
          ))}
        </div>
      )}
      {links.length > 0 && (
        <>
          <h3 className={classes.heading}>{texts.links}</h3>
          <ul className={classes.links}>
            {links.map(({ title, url }) => (
              <li key={`${title} ${url}`}>
                <a href={url} title={url} target="_blank" rel="noopener noreferrer">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
