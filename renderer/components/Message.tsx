import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Message.module.css';

interface MessageProps {
  icon: Icon;
  title: string;
  text?: string;
  tone?: 'calm' | 'bad';
  /** What there is to do next. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** The middle of a page that has nothing else to show: empty, failed, stopped. */
export function Message({ icon: Icon, title, text, tone = 'calm', actions, children }: MessageProps) {
  return (
    <section className={classes.message} data-tone={tone}>
      <div className={classes.icon}>
        <Icon size={30} stroke={1.5} aria-hidden />
      </div>
      <h2 className={classes.title}>{title}</h2>
      {text && <p className={classes.text}>{text}</p>}
      {actions && <div className={classes.actions}>{actions}</div>}
      {children}
    </section>
  );
}
