import { Modal } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './Palette.module.css';
import type { PaletteItem } from './palette-item.ts';
import { rankItems } from './rank-items.ts';
import { paletteSources } from './sources.ts';

/** Everything that can be opened or done, by typing: Ctrl/Cmd+K. */
export function Palette() {
  const opened = usePier((state) => state.view.palette);
  const close = () => updateView({ palette: false });
  // Also while a field has the focus.
  useHotkeys([['mod+K', () => updateView({ palette: !usePier.getState().view.palette })]], []);
  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      title={t.palette.open}
      centered={false}
      yOffset="12vh"
      size="40rem"
      padding={0}
      classNames={{ header: classes.srOnly ?? '' }}
      // There at once: what is typed right after the keys would else be lost until it is.
      transitionProps={{ duration: 0 }}
    >
      <Content onClose={close} />
    </Modal>
  );
}

function Content({ onClose }: { onClose(): void }) {
  const connection = useConnection();
  const [text, setText] = useState('');
  const items = useItems();
  // Not a moment later than what was typed: Enter takes the first of what is shown.
  const ranked = useMemo(() => rankItems(items, text), [items, text]);
  const found = useMemo(() => [...ranked, ...itemsForText(text.trim())], [ranked, text]);
  // By its id: the list may shift under the highlight while something happens.
  const [chosen, setChosen] = useState<string>();
  const active = Math.max(
    0,
    found.findIndex(({ id }) => id === chosen),
  );
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const perform = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    void item.perform(connection);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(last, active + 8),
      PageUp: Math.max(0, active - 8),
    };
    const target = targets[event.key];
    if (target !== undefined) setChosen(found[target]?.id);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) perform(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={classes.search}>
        <IconSearch size={18} stroke={1.8} aria-hidden />
        <input
          className={classes.input}
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type in it
          autoFocus
          data-autofocus
          role="combobox"
          aria-label={t.palette.placeholder}
          aria-expanded
          aria-controls="palette-results"
          aria-activedescendant={found[active] ? `palette-${active}` : undefined}
          placeholder={t.palette.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(undefined);
          }}
          onKeyDown={onKeyDown}
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div
        ref={list}
        id="palette-results"
        className={classes.results}
        role="listbox"
        aria-label={t.palette.results}
        tabIndex={-1}
      >
        {ranked.length === 0 && (
          <p className={classes.nothing}>
            <strong>{t.palette.nothing}</strong> {t.palette.nothingText}
          </p>
        )}
        {found.map((item, index) => (
          <div key={item.id} role="presentation">
            {item.group !== found[index - 1]?.group && (
              <div className={classes.group} role="presentation">
                {item.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
            <div
              id={`palette-${index}`}
              className={classes.item}
              role="option"
              aria-selected={index === active}
              data-index={index}
              data-danger={item.danger ?? false}
              onMouseMove={() => setChosen(item.id)}
              onClick={() => perform(item)}
            >
              <item.icon size={17} stroke={1.7} aria-hidden />
              <span className={classes.title}>{item.title}</span>
              {item.detail && <span className={classes.detail}>{item.detail}</span>}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

function itemsForText(text: string): PaletteItem[] {
  return text === '' ? [] : paletteSources.flatMap((source) => source.forText?.(text) ?? []);
}

/** What is known now, and what the backend tells once for this opening. */
function useItems(): PaletteItem[] {
  const connection = useConnection();
  const state = usePier(
    useShallow(({ engines, updates, extensions, machine: { status }, containers: { byId, order } }) => ({
      engines,
      updates,
      extensions,
      status,
      byId,
      order,
    })),
  );
  const [loaded, setLoaded] = useState<PaletteItem[]>([]);
  useEffect(() => {
    const end = new AbortController();
    for (const source of paletteSources) {
      source.load?.(connection, end.signal).then(
        (items) => {
          if (!end.signal.aborted) setLoaded((before) => [...before, ...items]);
        },
        // The engine may be away: its things are not offered then.
        () => {},
      );
    }
    return () => end.abort();
  }, [connection]);
  return useMemo(
    () => [...paletteSources.flatMap((source) => source.items?.(state) ?? []), ...loaded],
    [state, loaded],
  );
}
