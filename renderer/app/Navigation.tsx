import { IconBox } from '@tabler/icons-react';
import icon from '../../assets/icon.svg';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';
import classes from './Navigation.module.css';

/** The pages there are. One so far. */
export function Navigation() {
  const count = usePier(({ machine, containers }) =>
    machine.status?.state.kind === 'running' && containers.status !== 'loading'
      ? containers.order.length
      : undefined,
  );
  return (
    <nav className={classes.nav} aria-label={t.app.mainNavigation}>
      <div className={classes.brand}>
        <img src={icon} width={28} height={28} alt="" />
        <span className={classes.word}>{t.app.name}</span>
      </div>
      <a href="#content" className={classes.link} aria-current="page" title={t.containers.title}>
        <IconBox size={18} stroke={1.7} aria-hidden />
        <span className={classes.word}>{t.containers.title}</span>
        {count !== undefined && <span className={classes.count}>{count}</span>}
      </a>
    </nav>
  );
}
