import { SavedSearchesMenu } from '../../components/saved-searches/SavedSearchesMenu.tsx';
import { t } from '../../i18n/index.ts';
import { LogViewer } from '../logs/LogViewer.tsx';
import classes from './AllLogs.module.css';
import { toQuery } from './log-view-place.ts';
import { SourceFilter } from './SourceFilter.tsx';
import { type AllLogsState, useAllLogs } from './use-all-logs.ts';
import { useViewPlace } from './use-view-place.ts';

/** The logs of all containers in one, or of those that were chosen. */
export function AllLogsPage() {
  const [place, setPlace] = useViewPlace();
  const { containers, projects, searching } = place;
  const { log, state } = useAllLogs(containers, projects);
  const isChosen = containers.length > 0 || projects.length > 0;
  return (
    <LogViewer
      log={log}
      label={t.allLogs.label}
      emptyText={isChosen ? t.allLogs.emptyChosen : t.allLogs.empty}
      sources
      searching={searching}
      onSearching={(changed) => setPlace({ ...place, searching: changed })}
      lead={
        <>
          <SourceFilter
            containers={containers}
            projects={projects}
            onChange={(chosen) => setPlace({ ...place, ...chosen })}
          />
          <SavedSearchesMenu
            page="logs"
            query={toQuery(place)}
            proposed={[searching.typed, ...projects, ...containers].filter(Boolean).join(' ')}
          />
          {state && (
            <span className={classes.note} role="status" data-state={state.state}>
              {noteOf(state)}
            </span>
          )}
        </>
      }
    />
  );
}

function noteOf({ state, followed, leftOut }: AllLogsState): string {
  if (state === 'disconnected') return t.allLogs.disconnected;
  if (state === 'reading') return '';
  return leftOut > 0 ? t.allLogs.leftOut(followed, leftOut) : t.allLogs.following(followed);
}
