import { Button, Group, Modal, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconChevronDown, IconHammer } from '@tabler/icons-react';
import { useState } from 'react';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { goTo } from '../../app/location.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { HostPathField } from '../host-files/HostPathField.tsx';
import { closeImageDialog } from '../images/image-dialogs.ts';
import classes from './Build.module.css';
import { BuildOptions } from './BuildOptions.tsx';
import { type BuildForm, readBuildForm } from './build-form.ts';
import { lastBuildForm, rememberBuildForm } from './build-memory.ts';

const texts = t.build.dialog;

/** Asks what to build, and goes to the build once it has begun. */
export function BuildDialog() {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const [options, setOptions] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const form = useForm<BuildForm>({
    initialValues: lastBuildForm(),
    validate: (values) => {
      const result = readBuildForm(values);
      return 'errors' in result ? result.errors : {};
    },
    validateInputOnBlur: true,
  });
  const { source, context } = form.values;
  const submit = form.onSubmit(
    async (values) => {
      const result = readBuildForm(values);
      if (!('request' in result)) return;
      setBusy(true);
      setFailure(undefined);
      try {
        const { taskId } = await connection.client().builds.start(result.request);
        rememberBuildForm(values);
        closeImageDialog();
        goTo(['images', 'build', taskId]);
      } catch (thrown) {
        setFailure(toAppError(thrown).toData());
        setBusy(false);
      }
    },
    (errors) => {
      if (Object.keys(errors).some((name) => /^(args|labels|secrets|target|platform)/.test(name)))
        setOptions(true);
    },
  );
  return (
    <Modal
      opened
      onClose={closeImageDialog}
      title={texts.title}
      size="44rem"
      closeOnClickOutside={false}
      closeOnEscape={!browsing}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <SegmentedControl
            aria-label={texts.source}
            data={[
              { value: 'folder', label: texts.folder },
              { value: 'text', label: texts.text },
            ]}
            {...form.getInputProps('source')}
          />
          {source === 'folder' ? (
            <>
              <HostPathField
                autoFocus
                label={texts.context}
                description={texts.contextHint}
                placeholder={texts.contextPlaceholder}
                choose="folder"
                onBrowse={setBrowsing}
                value={context}
                error={form.errors.context}
                onChange={(value) => form.setFieldValue('context', value)}
              />
              <HostPathField
                label={texts.dockerfile}
                description={texts.dockerfileHint}
                choose="dockerfile"
                onBrowse={setBrowsing}
                start={context}
                value={form.values.dockerfile}
                error={form.errors.dockerfile}
                onChange={(value) => form.setFieldValue('dockerfile', value)}
              />
            </>
          ) : (
            <Textarea
              data-autofocus
              label={texts.paste}
              description={texts.pasteHint}
              placeholder={texts.pastePlaceholder}
              autosize
              minRows={7}
              maxRows={14}
              spellCheck={false}
              classNames={{ input: classes.mono ?? '' }}
              {...form.getInputProps('text')}
            />
          )}
          <TextInput
            label={texts.tag}
            description={texts.tagHint}
            placeholder={texts.tagPlaceholder}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('tag')}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.more}
            aria-expanded={options}
            rightSection={<IconChevronDown size={14} className={classes.chevron} data-open={options} />}
            onClick={() => setOptions(!options)}
          >
            {texts.options}
          </Button>
          {options && <BuildOptions form={form} />}
          {failure && <FormFailure error={failure} />}
          <Group className={classes.footer} justify="flex-end" gap="xs">
            <Button variant="default" onClick={closeImageDialog}>
              {t.app.cancel}
            </Button>
            <Button type="submit" loading={busy} leftSection={<IconHammer size={16} />}>
              {texts.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
