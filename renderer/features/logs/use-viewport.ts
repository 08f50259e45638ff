import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Viewport {
  width: number;
  height: number;
  /** Of one character of the element's font, all in CSS pixels. */
  character: number;
}

/** The size of an element whose text has one width for all characters. */
export function useViewport(element: RefObject<HTMLElement | null>): Viewport {
  const [viewport, setViewport] = useState<Viewport>({ width: 0, height: 0, character: 8 });
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return;
    const measure = () => {
      const next = { width: box.clientWidth, height: box.clientHeight, character: characterWidth(box) };
      setViewport((before) =>
        before.width === next.width && before.height === next.height && before.character === next.character
          ? before
          : next,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    // The font may arrive after the first lines.
    void document.fonts.ready.then(measure);
    return () => observer.disconnect();
  }, [element]);
  return viewport;
}

function characterWidth(box: HTMLElement): number {
  const probe = document.createElement('span');
  probe.textContent = 'x'.repeat(50);
  probe.style.position = 'absolute';
  probe.style.visibility = 'hidden';
  probe.style.whiteSpace = 'pre';
  box.append(probe);
  const width = probe.getBoundingClientRect().width / 50;
  probe.remove();
  return width > 0 ? width : 8;
}
