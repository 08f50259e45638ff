import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { hrefOf } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import classes from './SavedSearchesMenu.module.css';
import { type Query, textOf, useSavedSearches } from './use-saved-searches.ts';

interface SavedSearchesMenuProps {
  /** The view, as its address begins. */
  page: string;
  /** What its address says now. */
  query: Query;
  /** The name it is given where a person gives none; empty where there is nothing to save. */
  proposed: string;
}

/** The searches that a person keeps: to open, to forget, and the present one to save. */
export function SavedSearchesMenu({ page, query, proposed }: SavedSearchesMenuProps) {
  const { searches, save, forget } = useSavedSearches(page);
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const isBare = proposed === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isBare) return;
    save(name.trim() || proposed.slice(0, 60), query);
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
        <Tooltip label={t.savedSearches.title} disabled={opened}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.savedSearches.title}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <IconBookmark size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.savedSearches.title}>
        {searches.length === 0 && <p className={classes.none}>{t.savedSearches.none}</p>}
        <ul className={classes.saved}>
          {searches.map((search) => (
            <li key={search.name}>
              <a
                href={hrefOf([page], Object.fromEntries(new URLSearchParams(search.query)))}
                title={search.name}
                aria-current={search.query === textOf(query) ? 'page' : undefined}
                onClick={() => setOpened(false)}
              >
                {search.name}
              </a>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t.savedSearches.forget(search.name)}
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
            maxLength={80}
            aria-label={t.savedSearches.name}
            placeholder={isBare ? t.savedSearches.hint : proposed}
            value={name}
            disabled={isBare}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            size="xs"
            disabled={isBare}
            leftSection={<IconBookmarkPlus size={14} />}
            aria-label={t.savedSearches.save}
          >
            {t.savedSearches.saveNow}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
