import { type PointerEvent, type RefObject, useEffect, useState } from 'react';

/** Below it names cannot be read. */
const READABLE = 0.8;
const LARGEST = 2;
const SMALLEST = 0.25;
const STEP = 1.2;

export interface MapZoom {
  scroller: RefObject<HTMLDivElement | null>;
  zoom: number;
  panning: boolean;
  zoomBy(direction: 1 | -1): void;
  /** All of it, however small. */
  fit(): void;
  /** For the scroller: a drag of the ground moves the map. */
  onPointerDown(event: PointerEvent<HTMLElement>): void;
}

/**
 * How large a map is drawn. Until a person chooses: so that all of it is seen, but never so small that it cannot be
 * read. Zooming by Ctrl and the wheel, moving by a drag or as everything scrolls.
 */
export function useMapZoom(
  scroller: RefObject<HTMLDivElement | null>,
  map: { width: number; height: number },
): MapZoom {
  const [frame, setFrame] = useState({ width: 0, height: 0 });
  const [chosen, setChosen] = useState<number | 'fit'>();
  const [panning, setPanning] = useState(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setFrame({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  const whole = clamp(Math.min(frame.width / map.width, frame.height / map.height), SMALLEST, 1);
  const zoom = frame.width === 0 ? 1 : chosen === 'fit' ? whole : (chosen ?? Math.max(whole, READABLE));
  const zoomBy = (direction: 1 | -1) => setChosen(clamp(zoom * STEP ** direction, SMALLEST, LARGEST));

  useEffect(() => {
    const element = scroller.current;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setChosen(clamp(zoom * STEP ** (-event.deltaY / 100), SMALLEST, LARGEST));
    };
    // React listens passively, and then the whole page would be zoomed.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller, zoom]);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    const element = scroller.current;
    if (!element || event.button !== 0 || (event.target as Element).closest('a')) return;
    const from = { x: event.clientX + element.scrollLeft, y: event.clientY + element.scrollTop };
    const move = (moved: globalThis.PointerEvent) =>
      element.scrollTo(from.x - moved.clientX, from.y - moved.clientY);
    const end = () => {
      setPanning(false);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    setPanning(true);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
  return { scroller, zoom, panning, zoomBy, fit: () => setChosen('fit'), onPointerDown };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
