import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import classes from './AllLogs.module.css';
import { keyOf, type LogViewPlace, toQuery } from './log-view-place.ts';
import { useSavedSearches } from './saved-searches.ts';

/** The searches that a person keeps: to open, to forget, and the present one to save. */
export function SavedSearchesMenu({ place }: { place: LogViewPlace }) {
  const { searches, save, forget } = useSavedSearches();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const { searching, containers, projects } = place;
  const isBare = searching.typed === '' && containers.length === 0 && projects.length === 0;
  const proposed =
    name.trim() || [searching.typed, ...projects, ...containers].filter(Boolean).join(' ').slice(0, 60);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBare) return;
    save(proposed, place);
    setName('');
  };
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      width={320}
    >
      <Popover.Target>
        <Tooltip label={t.allLogs.saved} disabled={opened}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.allLogs.saved}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <IconBookmark size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.allLogs.saved}>
        {searches.length === 0 && <p className={classes.none}>{t.allLogs.noneSaved}</p>}
        <ul className={classes.saved}>
          {searches.map((search) => (
            <li key={search.name}>
              <a
                href={hrefOf(['logs'], toQuery(search.place))}
                aria-current={keyOf(search.place) === keyOf(place) ? 'page' : undefined}
                onClick={() => setOpened(false)}
              >
                {search.name}
              </a>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t.allLogs.forget(search.name)}
                onClick={() => forget(search.name)}
              >
                <IconTrash size={14} stroke={1.8} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <form className={classes.save} onSubmit={submit}>
          <TextInput
            size="xs"
            data-autofocus
            aria-label={t.allLogs.name}
            placeholder={isBare ? t.allLogs.saveHint : proposed}
            value={name}
            disabled={isBare}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            size="xs"
            disabled={isBare}
            leftSection={<IconBookmarkPlus size={14} />}
            aria-label={t.allLogs.save}
          >
            {t.allLogs.saveNow}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
