import type { ReactNode } from 'react';

interface GridCellProps {
  className: string | undefined;
  title?: string;
  align?: 'start' | 'end' | undefined;
  /** The least room in which it is shown. */
  room?: string | undefined;
  children: ReactNode;
}

/** A cell of a virtualised grid. Its row takes the focus, or what is inside it. */
export function GridCell({ className, title, align, room, children }: GridCellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows placed by a virtualiser are no <tr>
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div role="gridcell" className={className} title={title} data-align={align} data-room={room}>
      {children}
    </div>
  );
}
