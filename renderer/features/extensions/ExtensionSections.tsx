import { hrefOf } from '../../app/location.ts';
import detail from '../../components/detail-page/DetailPage.module.css';
import { t } from '../../i18n/index.ts';
import classes from './Extensions.module.css';

export type ExtensionSection = 'installed' | 'browse';

/** What is installed, and what there is to install. */
export function ExtensionSections({ current, installed }: { current: ExtensionSection; installed: number }) {
  const link = (section: ExtensionSection, href: string) => (
    <a className={detail.tab} href={href} aria-current={section === current ? 'page' : undefined}>
      {t.market.tabs[section]}
      {section === 'installed' && <span className={detail.count}>{installed}</span>}
    </a>
  );
  return (
    <nav className={`${detail.tabs} ${classes.sections}`} aria-label={t.market.sections}>
      {link('installed', hrefOf(['extensions']))}
      {link('browse', hrefOf(['extensions'], { view: 'browse' }))}
    </nav>
  );
}
