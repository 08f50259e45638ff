import { Button } from '@mantine/core';
import { t } from '../../i18n/index.ts';

/** Takes one entry out of a list of settings. */
export function RemoveButton(props: { name: string; disabled: boolean; onClick(): void }) {
  const { name, disabled, onClick } = props;
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      disabled={disabled}
      aria-label={t.trust.removeOne(name)}
      onClick={onClick}
    >
      {t.settings.remove}
    </Button>
  );
}
