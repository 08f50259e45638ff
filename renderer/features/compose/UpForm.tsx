import { Button, Checkbox, Group, Loader, Stack, TextInput } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { ComposeFile } from '../../../shared/contract/compose.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import cells from '../../components/data-table/cells.module.css';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { HostPathField } from '../host-files/HostPathField.tsx';
import classes from './Compose.module.css';

interface UpFormProps {
  /** A project that is known; without one a file is picked. */
  project: string | undefined;
  onBrowse(open: boolean): void;
  onStarted(taskId: string): void;
  onClose(): void;
}

const OPTIONS = ['build', 'pull', 'recreate', 'removeOrphans'] as const;
type Options = Record<(typeof OPTIONS)[number], boolean>;

/** What is brought up, and how. The file is read before anything is begun. */
export function UpForm({ project, onBrowse, onStarted, onClose }: UpFormProps) {
  const connection = useConnection();
  const [path, setPath] = useState('');
  /** The path whose file is read: not while it is being typed. */
  const [wanted, setWanted] = useState('');
  const [name, setName] = useState('');
  const [options, setOptions] = useState<Options>({
    build: false,
    pull: false,
    recreate: false,
    removeOrphans: false,
  });
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const source = project === undefined ? { file: wanted } : { project };
  const known = project !== undefined || wanted !== '';
  const { value, status, error, again } = useQuery(
    async (client, signal) => (known ? client.compose.readFile({ source }, { signal }) : undefined),
    [project, wanted],
  );
  const read = (next: string) => {
    setWanted(next.trim());
    setFailure(undefined);
  };
  const up = async () => {
    if (project === undefined && path.trim() !== wanted) {
      read(path);
      return;
    }
    if (!value) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const chosen = project === undefined ? { file: wanted, name } : { project };
      onStarted((await connection.client().compose.up({ source: chosen, ...options })).taskId);
    } catch (thrown) {
      setFailure(toAppError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const unread = project === undefined && path.trim() !== wanted;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void up();
      }}
    >
      <Stack gap="md">
        {project === undefined && (
          <HostPathField
            label={t.composeUp.file}
            description={t.composeUp.fileHint}
            placeholder="~/project/compose.yaml"
            value={path}
            choose="compose"
            autoFocus
            onChange={(next) => {
              setPath(next);
              // One that was chosen is whole at once.
              if (/\.ya?ml$/i.test(next)) read(next);
            }}
            onBrowse={onBrowse}
          />
        )}
        {known && !unread && status === 'loading' && (
          <p role="status">
            <Loader size="xs" mr="xs" /> {t.composeUp.reading}
          </p>
        )}
        {known && !unread && error && (
          <FormFailure title={t.composeProject.fileProblem} error={error}>
            <Button mt="xs" size="compact-sm" variant="default" onClick={again}>
              {t.composeProject.readAgain}
            </Button>
          </FormFailure>
        )}
        {value && !unread && (
          <>
            <TextInput
              label={t.composeUp.name}
              placeholder={value.project}
              disabled={project !== undefined}
              spellCheck={false}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Preview file={value} />
            <div className={classes.options}>
              {OPTIONS.map((option) => (
                <Checkbox
                  key={option}
                  label={t.composeUp[option]}
                  checked={options[option]}
                  onChange={(event) => setOptions({ ...options, [option]: event.currentTarget.checked })}
                />
              ))}
            </div>
          </>
        )}
        {failure && <FormFailure title={t.composeUp.failed} error={failure} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t.app.cancel}
          </Button>
          {unread && path.trim() !== '' ? (
            <Button type="submit" variant="light">
              {t.composeUp.read}
            </Button>
          ) : (
            <Button type="submit" loading={busy} disabled={!value} leftSection={<IconArrowUp size={16} />}>
              {t.composeUp.submit}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** What the file has, so that a person sees that it is the right one. */
function Preview({ file: { services, warnings, configFiles } }: { file: ComposeFile }) {
  const texts = t.composeUp;
  return (
    <>
      {configFiles.length > 1 && <div className={cells.mono}>{configFiles.join(' + ')}</div>}
      {warnings.length > 0 && (
        <div className={classes.warnings}>
          <strong>{t.composeProject.warnings}</strong> {warnings.join(' ')}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it */}
      <section className={classes.preview} tabIndex={0} aria-label={texts.services}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.services}</th>
              <th scope="col">{texts.image}</th>
              <th scope="col">{texts.replicas}</th>
            </tr>
          </thead>
          <tbody>
            {services.map(({ name, image, builds, replicas, profiles }) => (
              <tr key={name}>
                <td>
                  {name}
                  {profiles.length > 0 && (
                    <span className={cells.dim}> {texts.profiles(profiles.join(', '))}</span>
                  )}
                </td>
                <td>{[image, builds && texts.builds].filter(Boolean).join(', ')}</td>
                <td>{replicas}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
