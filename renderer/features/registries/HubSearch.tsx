import { Button, TextInput } from '@mantine/core';
import { IconCloudOff, IconSearch, IconSearchOff, IconWorldSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { goTo, usePlace } from '../../app/location.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { type Query, useQuery } from '../../store/use-live.ts';
import { openImageDialog } from '../images/image-dialogs.ts';
import { type HubImage, hubColumns, hubCommands, hubImage, hubInline } from './hub-images.tsx';
import classes from './Registries.module.css';

const BY_STARS = { column: 'stars', desc: true };
const getId = ({ name }: HubImage) => name;

/** Looks for images on Docker Hub: what is looked for is in the address. */
export function HubSearch() {
  const { query } = usePlace();
  const term = query.get('search') ?? '';
  const [text, setText] = useState(term);
  // The palette and the browser's own back lead here with another one.
  useEffect(() => setText(term), [term]);
  return (
    <>
      <form
        className={classes.search}
        onSubmit={(event) => {
          event.preventDefault();
          const next = text.trim();
          if (next) goTo(['registries', 'docker-hub'], { search: next });
        }}
      >
        <TextInput
          className={classes.searchField}
          type="search"
          aria-label={t.hub.field}
          placeholder={t.hub.placeholder}
          leftSection={<IconSearch size={16} />}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit">{t.hub.submit}</Button>
      </form>
      {term === '' ? (
        <Message icon={IconWorldSearch} title={t.hub.title} text={t.hub.text} />
      ) : (
        <Results key={term} term={term} />
      )}
    </>
  );
}

function Results({ term }: { term: string }) {
  const query = useQuery((client, signal) => client.images.search({ term }, { signal }), [term]);
  if (!query.value) return <NoResults query={query} />;
  if (query.value.length === 0) {
    return <Message icon={IconSearchOff} title={t.hub.nothing(term)} text={t.hub.nothingText} />;
  }
  return (
    <DataTable
      id="docker-hub"
      label={t.hub.results}
      items={query.value.map(hubImage)}
      getId={getId}
      getName={getId}
      columns={hubColumns}
      initialSort={BY_STARS}
      commands={hubCommands}
      inline={hubInline}
    />
  );
}

/** While it is asked, and where it cannot be: what is here goes on to work. */
function NoResults({ query: { status, error, again } }: { query: Query<unknown> }) {
  if (status !== 'failed') return <LoadingRows label={t.hub.loading} />;
  return (
    <Message
      icon={IconCloudOff}
      tone="bad"
      title={error?.code === 'registry_failed' ? t.hub.unreachable : t.hub.failed}
      text={`${error?.message ?? ''} ${error?.hint ?? ''}`.trim()}
      actions={
        <>
          <Button variant="default" onClick={again}>
            {t.registry.again}
          </Button>
          <Button variant="default" onClick={() => openImageDialog({ kind: 'pull' })}>
            {t.hub.byName}
          </Button>
        </>
      }
    />
  );
}
