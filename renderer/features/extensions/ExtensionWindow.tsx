import { useEffect, useRef } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import classes from './Extensions.module.css';

/** What is drawn over a page: dialogs, menus, messages. */
const OVER = '[data-portal] > *, [role="dialog"], [role="menu"], [role="alert"]';

/**
 * The place in the page that the desktop app lays the view of an extension over. A view of the system is above all that
 * the page draws: it makes room while there is something over this place.
 */
export function ExtensionWindow({ view, shown }: { view: string; shown: boolean }) {
  const connection = useConnection();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let told = '';
    let frame = 0;
    const tell = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const bounds = shown && !isCovered(element) ? { x, y, width, height } : undefined;
        const text = JSON.stringify(bounds ?? null);
        if (text === told) return;
        told = text;
        connection
          .client()
          .extensionViews.place({ view, bounds })
          .catch(() => {
            told = '';
          });
      });
    };
    const resized = new ResizeObserver(tell);
    resized.observe(element);
    resized.observe(document.body);
    const changed = new MutationObserver(tell);
    changed.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['style', 'hidden'],
    });
    tell();
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      changed.disconnect();
    };
  }, [connection, view, shown]);
  return <div ref={place} className={classes.window} />;
}

function isCovered(element: HTMLElement): boolean {
  const own = element.getBoundingClientRect();
  return [...document.querySelectorAll(OVER)].some((other) => {
    if (other.contains(element)) return false;
    const { left, right, top, bottom } = other.getBoundingClientRect();
    const isEmpty = right - left < 1 || bottom - top < 1;
    return !isEmpty && left < own.right && right > own.left && top < own.bottom && bottom > own.top;
  });
}
