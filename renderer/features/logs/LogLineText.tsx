import { type CSSProperties, memo } from 'react';
import { type AnsiStyle, parseAnsi } from './ansi.ts';
import classes from './LogView.module.css';

/** More of one line is not drawn: a browser lays a megabyte of text out for seconds. Copying gives it whole. */
const LONGEST = 8000;

/** A line as text nodes in styled spans: nothing in it can become markup. */
export const LogLineText = memo(function LogLineText({ text }: { text: string }) {
  const cut = text.length > LONGEST;
  const spans = parseAnsi(cut ? text.slice(0, LONGEST) : text);
  return (
    <>
      {spans.map((span, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the spans of a line never move
        <span key={index} style={cssOf(span.style)}>
          {span.text}
        </span>
      ))}
      {cut && <span className={classes.cut}> … {text.length - LONGEST} more</span>}
    </>
  );
});

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
