import type { ComponentProps } from 'react';
import classes from './Badge.module.css';

/** What a thing's state means to a person: as it should be, worth a look, wrong, at work, at rest. */
export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle';

interface Look {
  tone?: Tone;
  /** A point before the words, which beats while the tone is "busy". */
  dot?: boolean;
  /** For a property of a thing, which is less than its state. */
  small?: boolean;
}

/** A state or a property in a word or two. */
export function Badge({ tone = 'idle', dot, small, children, ...rest }: Look & ComponentProps<'span'>) {
  return (
    <span {...rest} className={classes.badge} data-tone={tone} data-small={small}>
      {dot && <Dot />}
      {children}
    </span>
  );
}

/** A badge that leads to what it tells of; a name too long for it ends in dots. */
export function BadgeLink({ tone = 'idle', children, ...rest }: Pick<Look, 'tone'> & ComponentProps<'a'>) {
  return (
    <a {...rest} className={classes.badge} data-tone={tone}>
      <span className={classes.words}>{children}</span>
    </a>
  );
}

/** The colour of a state alone, for where its words stand beside it. */
export function Dot({ tone }: { tone?: Tone }) {
  return <span className={classes.dot} data-tone={tone} aria-hidden />;
}
