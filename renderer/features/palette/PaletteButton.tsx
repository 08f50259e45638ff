import { IconSearch } from '@tabler/icons-react';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import classes from './Palette.module.css';

const KEYS = navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K';

export function PaletteButton() {
  return (
    <button
      type="button"
      className={classes.button}
      title={t.palette.open}
      onClick={() => updateView({ palette: true })}
    >
      <IconSearch size={15} stroke={1.8} aria-hidden />
      <span>{t.palette.hint}</span>
      <kbd>{KEYS}</kbd>
    </button>
  );
}
