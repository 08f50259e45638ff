import { IconBox } from '@tabler/icons-react';
import { hrefOf } from '../../app/location.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { StateBadge } from '../containers/StateBadge.tsx';
import classes from './ImagePage.module.css';

/** The containers that are made of an image, as they are now. */
export function UsedByTab({ usedBy }: { usedBy: readonly string[] }) {
  const byId = usePier((state) => state.containers.byId);
  if (usedBy.length === 0) {
    return <Message icon={IconBox} title={t.image.usedBy.none} text={t.image.usedBy.noneText} />;
  }
  return (
    <div className={classes.tab}>
      <ul className={classes.users} aria-label={t.image.usedBy.list}>
        {usedBy.map((id) => {
          const container = byId[id];
          return (
            <li key={id} className={classes.user}>
              <a href={hrefOf(['containers', id])}>{container?.name ?? id.slice(0, 12)}</a>
              {container && <StateBadge container={container} pending={undefined} />}
              <span className={classes.dimmed}>{container?.status}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
