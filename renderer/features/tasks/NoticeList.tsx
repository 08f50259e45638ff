import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { formatAge } from '../../components/format-duration.ts';
import { UndoButton } from '../../components/UndoButton.tsx';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import type { Notice } from '../../store/notices-slice.ts';
import classes from './Tasks.module.css';

const ICONS = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };

export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  return (
    <ul className={classes.list}>
      {notices.map((notice) => (
        <NoticeItem key={notice.key} notice={notice} />
      ))}
    </ul>
  );
}

function NoticeItem({ notice }: { notice: Notice }) {
  const { key, tone, title, text, at, read } = notice;
  const Icon = ICONS[tone];
  const age = useNow() - at;
  return (
    <li className={classes.notice} data-tone={tone} data-read={read}>
      <Icon size={17} stroke={1.8} aria-hidden />
      <div>
        <strong>{title}</strong>
        {text && <p>{text}</p>}
        <UndoButton notice={key} />
      </div>
      <time className={classes.age} dateTime={new Date(at).toISOString()}>
        {age < 1000 ? t.time.justNow : t.containers.ago(formatAge(age))}
      </time>
    </li>
  );
}
