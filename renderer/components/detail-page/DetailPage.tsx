import { IconAlertTriangle, IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { Banner } from '../Banner.tsx';
import classes from './DetailPage.module.css';

/** A section of a detail page with an address of its own. */
export interface DetailTab {
  id: string;
  title: string;
  /** Where it is: a link, so that it can be kept, opened beside and gone back to. */
  href: string;
  /** How many things are in it. */
  count?: number | undefined;
}

interface DetailPageProps {
  /** The list it belongs to. */
  back: { title: string; href: string };
  title: string;
  /** Below the title: an id, an image. */
  subtitle?: ReactNode;
  /** Beside the title. */
  badge?: ReactNode;
  actions?: ReactNode;
  tabs: readonly DetailTab[];
  current: string;
  children: ReactNode;
}

/** The frame of everything that is shown of one thing. */
export function DetailPage(props: DetailPageProps) {
  const { back, title, subtitle, badge, actions, tabs, current, children } = props;
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <a className={classes.back} href={back.href} aria-label={t.detail.back(back.title)}>
          <IconArrowLeft size={18} stroke={1.8} aria-hidden />
        </a>
        <div className={classes.titles}>
          <div className={classes.titleLine}>
            <h2 className={classes.title} title={title}>
              {title}
            </h2>
            {badge}
          </div>
          {subtitle && (
            <div className={classes.subtitle} title={typeof subtitle === 'string' ? subtitle : undefined}>
              {subtitle}
            </div>
          )}
        </div>
        <div className={classes.actions}>{actions}</div>
      </div>
      <nav className={classes.tabs} aria-label={t.detail.sections(title)}>
        {tabs.map((tab) => (
          <a
            key={tab.id}
            href={tab.href}
            className={classes.tab}
            aria-current={tab.id === current ? 'page' : undefined}
          >
            {tab.title}
            {tab.count !== undefined && <span className={classes.count}>{tab.count}</span>}
          </a>
        ))}
      </nav>
      <EngineSilence />
      <div className={classes.body}>{children}</div>
    </div>
  );
}

/** The containers are followed on every page: they tell first that the engine has gone silent. */
function EngineSilence() {
  const silent = usePier(
    ({ connection, containers }) => connection.kind === 'open' && containers.status === 'stale',
  );
  return silent && <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />;
}
