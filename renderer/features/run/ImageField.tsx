import { Autocomplete } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import type { RunForm } from './run-form.ts';

/** Any image's name; those the engine has are offered. */
export function ImageField({ form }: { form: UseFormReturnType<RunForm> }) {
  return (
    <Autocomplete
      label={t.run.image}
      description={t.run.imageHint}
      placeholder={t.run.imagePlaceholder}
      data={useImageNames()}
      limit={50}
      maxDropdownHeight={220}
      required
      withAsterisk={false}
      data-autofocus
      autoComplete="off"
      spellCheck={false}
      {...form.getInputProps('image')}
    />
  );
}

/** Names of the engine's images, asked once. Without them the field takes a name all the same. */
function useImageNames(): string[] {
  const connection = useConnection();
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    const read = async () => {
      const images = await connection.client().images.list({}, { signal: abort.signal });
      // A name twice would make the list of options fail.
      setNames([...new Set(images.flatMap((image) => image.tags))].sort());
    };
    read().catch(() => {});
    return () => abort.abort();
  }, [connection]);
  return names;
}
