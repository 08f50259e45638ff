import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Banner.module.css';

interface BannerProps {
  /** `info`: nothing is wrong. */
  tone: 'info' | 'warn' | 'bad';
  icon: Icon;
  text: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** A line across the page about something that lasts. */
export function Banner({ tone, icon: Icon, text, children, action }: BannerProps) {
  return (
    <div className={classes.banner} data-tone={tone} role="status">
      <Icon size={18} stroke={1.8} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <strong>{text}</strong> <span>{children}</span>
      </div>
      {action}
    </div>
  );
}
