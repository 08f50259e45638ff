import { useEffect, useRef } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import classes from './Extensions.module.css';
import { type Box, windowBounds } from './window-bounds.ts';

/** What a person works with over a page, and what is told in its corner. */
const OVER = '[role="dialog"], [role="menu"], [role="listbox"], .mantine-Overlay-root';
const MESSAGES = '.mantine-Notification-root';

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
        const bounds = shown
          ? windowBounds(boxOf(element), boxesOf(OVER, element), boxesOf(MESSAGES, element))
          : undefined;
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

function boxesOf(selector: string, apart: HTMLElement): Box[] {
  return [...document.querySelectorAll(selector)].filter((each) => !each.contains(apart)).map(boxOf);
}

function boxOf(element: Element): Box {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}
