import { CloseButton } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { Banner } from '../components/Banner.tsx';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';

/** What the backend wants a person to know once, until each is dismissed. */
export function Notices() {
  const app = usePier((state) => state.app);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  // The pid: a notice of another start is another notice.
  const notices = (app?.notices ?? []).map((notice) => ({ ...notice, key: `${app?.pid} ${notice.message}` }));
  return notices
    .filter(({ key }) => !dismissed.includes(key))
    .map(({ key, message, hint }) => (
      <Banner
        key={key}
        tone="warn"
        icon={IconInfoCircle}
        text={message}
        action={<CloseButton aria-label={t.app.dismiss} onClick={() => setDismissed([...dismissed, key])} />}
      >
        {hint}
      </Banner>
    ));
}
