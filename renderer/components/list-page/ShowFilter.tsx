import { SegmentedControl } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import classes from './ListPage.module.css';
import type { ListFilter } from './use-list-filter.ts';

interface ShowFilterProps<S extends string> {
  filter: ListFilter<S>;
  shows: readonly S[];
  labels: Record<S, string>;
  /** How many there are of each. */
  counts?: Record<S, number>;
}

/** Chooses which of a list are shown. */
export function ShowFilter<S extends string>({ filter, shows, labels, counts }: ShowFilterProps<S>) {
  return (
    <SegmentedControl
      aria-label={t.table.show}
      value={filter.show}
      onChange={(value) => filter.setShow(value as S)}
      data={shows.map((value) => ({
        value,
        label: (
          <span className={classes.show}>
            <span>{labels[value]}</span>
            {counts && <span className={classes.showCount}>{counts[value]}</span>}
          </span>
        ),
      }))}
    />
  );
}
