import type { ReactNode } from 'react';
import { hrefOf } from '../app/location.ts';
import classes from './SectionedView.module.css';

interface SectionedViewProps<S extends string> {
  /** As the view's address begins. */
  page: string;
  /** What the list of sections is called. */
  label: string;
  sections: readonly S[];
  titles: Readonly<Record<S, string>>;
  current: S;
  /** True where the section scrolls by itself and takes all the room. */
  whole?: boolean;
  children: ReactNode;
}

/** A view of several sections, each with an address of its own: `#/<page>/<section>`. */
export function SectionedView<S extends string>(props: SectionedViewProps<S>) {
  const { page, label, sections, titles, current, whole = false, children } = props;
  return (
    <div className={classes.view}>
      <nav className={classes.sections} aria-label={label}>
        {sections.map((each) => (
          <a
            key={each}
            className={classes.section}
            href={hrefOf([page, each])}
            aria-current={each === current ? 'page' : undefined}
          >
            {titles[each]}
          </a>
        ))}
      </nav>
      <div className={classes.content} data-whole={whole}>
        {children}
      </div>
    </div>
  );
}
