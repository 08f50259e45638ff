import { type CSSProperties, memo } from 'react';
import { t } from '../../i18n/index.ts';
import { type AnsiStyle, parseAnsi } from './ansi.ts';
import classes from './LogLine.module.css';
import { type LineSegment, lineSegments } from './line-segments.ts';
import type { TextRange } from './search/log-query.ts';

/** More of one line is not drawn: a browser lays a megabyte of text out for seconds. Copying gives it whole. */
export const LONGEST = 8000;

interface LogLineTextProps {
  text: string;
  /** What the search has found in the text as it is shown. */
  ranges?: readonly TextRange[] | undefined;
}

/** A line as text nodes in styled spans: nothing in it can become markup. */
export const LogLineText = memo(function LogLineText({ text, ranges }: LogLineTextProps) {
  const cut = text.length > LONGEST;
  const segments = lineSegments(parseAnsi(cut ? text.slice(0, LONGEST) : text), ranges ?? []);
  return (
    <>
      {segments.map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the segments of a line never move
        <Segment key={index} segment={segment} />
      ))}
      {cut && <span className={classes.cut}> {t.logs.more(text.length - LONGEST)}</span>}
    </>
  );
});

function Segment({ segment: { text, style, found, href } }: { segment: LineSegment }) {
  // What was found has colours of its own, in which any text can be read.
  const { fg, bg, inverse, ...shape } = style;
  const look = cssOf(found ? shape : style);
  if (href !== undefined) {
    return (
      <a
        className={classes.link}
        style={look}
        href={href}
        target="_blank"
        rel="noreferrer noopener"
        tabIndex={-1}
        data-found={found || undefined}
      >
        {text}
      </a>
    );
  }
  if (found) {
    return (
      <mark className={classes.found} style={look}>
        {text}
      </mark>
    );
  }
  return <span style={look}>{text}</span>;
}

function cssOf(style: AnsiStyle): CSSProperties {
  const fg = style.inverse ? (style.bg ?? 'var(--mantine-color-body)') : style.fg;
  const bg = style.inverse ? (style.fg ?? 'var(--mantine-color-text)') : style.bg;
  return {
    ...(fg !== undefined && { color: cssColor(fg) }),
    ...(bg !== undefined && { backgroundColor: cssColor(bg) }),
    ...(style.bold && { fontWeight: 700 }),
    ...(style.dim && { opacity: 0.75 }),
    ...(style.italic && { fontStyle: 'italic' }),
    ...(style.underline && { textDecoration: 'underline' }),
  };
}

function cssColor(color: number | string): string {
  return typeof color === 'number' ? `var(--ansi-${color})` : color;
}
