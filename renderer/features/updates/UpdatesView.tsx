import type { SettingsState } from '../../../shared/contract/settings.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import settings from '../settings/Settings.module.css';
import { UpdateCard } from './UpdateCard.tsx';
import { UpdateSettings } from './UpdateSettings.tsx';
import classes from './Updates.module.css';

/** Settings > Software updates: what Pier this is, whether there is a newer one, and what is done about it. */
export function UpdatesView({ state }: { state: SettingsState }) {
  const updates = usePier(({ updates: known }) => known);
  const app = usePier(({ app: known }) => known);
  if (!updates || !app) return <LoadingRows />;
  const { update, version, checkedAt } = updates;
  const isPossible = update.kind !== 'unavailable';
  return (
    <>
      <section className={settings.form} aria-label={t.updates.title}>
        <h2 className={settings.cardTitle}>{t.updates.about(version)}</h2>
        <p className={settings.dimmed}>{t.updates.licence}</p>
        <dl className={settings.facts}>
          <dt>{t.updates.home}</dt>
          <dd>{app.home}</dd>
          {isPossible && (
            <>
              <dt>{t.updates.channel}</dt>
              <dd>{t.updates[state.settings.updateChannel]}</dd>
              <dt>{t.updates.checked}</dt>
              <dd>{checkedAt === undefined ? t.updates.never : new Date(checkedAt).toLocaleString()}</dd>
            </>
          )}
        </dl>
        {update.kind === 'unavailable' ? <Obstacle update={update} /> : <UpdateCard state={updates} />}
      </section>
      {isPossible && <UpdateSettings state={state} />}
    </>
  );
}

function Obstacle({ update }: { update: Extract<UpdatesState['update'], { kind: 'unavailable' }> }) {
  const { title, text, command } = t.updates.obstacles[update.reason];
  return (
    <div className={classes.state}>
      <h3 className={classes.stateTitle}>{title}</h3>
      <p className={classes.text}>{text(update.detail ?? '')}</p>
      {command && <CopyableCode code={command} />}
    </div>
  );
}
