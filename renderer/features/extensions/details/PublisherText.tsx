import { useLayoutEffect, useRef } from 'react';
import { cleanHtml } from './clean-html.ts';
import classes from './Details.module.css';

/** Words of a publisher, as HTML or plain; cleaned. */
export function PublisherText({ html }: { html: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.replaceChildren(cleanHtml(html)), [html]);
  return <div ref={box} className={classes.publisherText} data-plain={!/<\w/.test(html)} />;
}
