import { Fragment } from 'react';
import icon from '../../assets/icon.svg';
import { EngineSwitcher } from '../features/engines/EngineSwitcher.tsx';
import { ExtensionLinks } from '../features/extensions/ExtensionLinks.tsx';
import { t } from '../i18n/index.ts';
import { hrefOf, usePlace } from './location.ts';
import classes from './Navigation.module.css';
import { type Page, pages } from './pages.tsx';

/** The pages there are. */
export function Navigation({ current }: { current: Page }) {
  const { parts } = usePlace();
  const extension = current.id === 'extensions' ? parts[1] : undefined;
  return (
    <nav className={classes.nav} aria-label={t.app.mainNavigation}>
      <div className={classes.brand}>
        <img src={icon} width={28} height={28} alt="" />
        <span className={classes.word}>{t.app.name}</span>
      </div>
      <EngineSwitcher />
      {pages.map((page) => (
        <Fragment key={page.id}>
          <PageLink page={page} current={page === current && extension === undefined} />
          {page.id === 'extensions' && <ExtensionLinks current={extension} classes={classes} />}
        </Fragment>
      ))}
    </nav>
  );
}

const noCount = () => undefined;

function PageLink({ page, current }: { page: Page; current: boolean }) {
  const useCount = page.useCount ?? noCount;
  const count = useCount();
  return (
    <a
      href={hrefOf([page.id])}
      className={classes.link}
      data-apart={page.apart ?? false}
      aria-current={current ? 'page' : undefined}
      title={page.title}
    >
      <page.icon size={18} stroke={1.7} aria-hidden />
      <span className={classes.word}>{page.title}</span>
      {count !== undefined && <span className={classes.count}>{count}</span>}
    </a>
  );
}
