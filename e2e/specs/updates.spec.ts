import type { UpdateState, UpdatesState } from '../../shared/contract/updates.ts';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';
import { ScriptedUpdates } from '../fixtures/scripted-updates.ts';
import { SettingsPage } from '../pages/settings-page.ts';

const NOTES = `## New
- Containers start **twice as fast**, see [the page](https://pier.example/fast)
- \`pier update\` tells more

Thanks to everybody.`;
const HOSTILE = `<h1 onclick="window.hurt = 1">Hello</h1><script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">
<p>Words <a href="javascript:window.hurt=1">link</a><iframe src="/"></iframe><form><button>Send</button></form></p>`;
const release = { version: '0.9.0', releasedAt: Date.UTC(2026, 10, 1), notes: NOTES, sizeBytes: 123_000_000 };
const state = (update: UpdateState, more: Partial<UpdatesState> = {}): UpdatesState => ({
  version: '0.1.0',
  checkedAt: Date.UTC(2026, 10, 20, 8),
  update,
  ...more,
});
const error = {
  code: 'update_refused' as const,
  message: 'Look for updates: what the server offers is not signed.',
  hint: 'Nothing was downloaded or changed.',
};

test('a newer version is looked for, read about, downloaded and installed, as a person says', async ({
  openFake,
  page,
}) => {
  const scripted = await ScriptedUpdates.for(page, state({ kind: 'idle', isNewest: true }));
  const pier = await openFake({});
  await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
  await new SettingsPage(page).open('Software updates');
  const card = page.getByRole('region', { name: 'Software updates' });
  const press = (name: string | RegExp) => card.getByRole('button', { name }).click();
  await expect(card).toContainText('This is the newest version');
  await press('Check for updates');
  scripted.show(state({ kind: 'checking' }));
  await expect(card.getByRole('button')).toHaveCount(0);
  scripted.show(state({ kind: 'available', release }));
  await expect(card).toContainText('Version 0.9.0 is available');
  await expect(card.getByRole('listitem').first()).toHaveText('Containers start twice as fast, see the page');
  await expect(card.getByRole('link', { name: 'the page' })).toHaveAttribute(
    'href',
    'https://pier.example/fast',
  );
  expect(await axeFindingsInBoth(page)).toEqual([]);
  expect(await layoutFindings(page)).toEqual([]);
  await press('Download');
  scripted.show(
    state({ kind: 'downloading', release, receivedBytes: 41e6, totalBytes: 123e6, bytesPerSecond: 8e6 }),
  );
  await expect(card.getByRole('progressbar', { name: 'Downloaded' })).toHaveAttribute('aria-valuenow', /^33/);
  await expect(card).toContainText('39.1 MB of 117 MB, 7.6 MB/s');
  await press('Cancel the download');
  scripted.show(state({ kind: 'ready', release }, { running: 2 }));
  await expect(card).toContainText('2 containers would be stopped');
  await press('Restart to update…');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 containers run and are stopped');
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Wait until none runs' }).click();
  await expect(dialog).toBeHidden();
  scripted.show(state({ kind: 'postponed', release }, { running: 1 }));
  await expect(card).toContainText('One container still runs');
  await press('Do not wait');
  scripted.show(state({ kind: 'ready', release }, { running: 1 }));

  // Anywhere else a line tells of it, and the palette has it.
  await pier.goTo('containers');
  await expect(pier.banner('Pier 0.9.0 is ready')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('restart to update');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Stop one container and restart' }).click();
  scripted.show(state({ kind: 'installing', release }));
  await expect(card).toContainText('Restarting to version 0.9.0');
  expect(scripted.called).toEqual([
    'check',
    'download',
    'cancel',
    'postpone',
    'unpostpone',
    'restart {"stopContainers":1}',
  ]);
});

test('what a publisher wrote is words, whatever it is', async ({ openFake, page, quietConsole }) => {
  await ScriptedUpdates.for(
    page,
    state({ kind: 'ready', release: { ...release, notes: HOSTILE } }, { running: 0 }),
  );
  const pier = await openFake({});
  await pier.goTo('settings', 'updates');
  const card = page.getByRole('region', { name: 'Software updates' });
  await expect(card.getByRole('heading', { name: 'Hello' })).toBeVisible();
  await expect(card).toContainText('Words link');
  await expect(card.locator('script, img, iframe, form, [onclick], a')).toHaveCount(0);
  expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
  // Said while the words are read, in a document that runs nothing.
  quietConsole.allow(/inline event handler violates/);
});

test('failures and obstacles say what to do', async ({ openFake, page }) => {
  const scripted = await ScriptedUpdates.for(page, state({ kind: 'failed', step: 'check', error }));
  const pier = await openFake({});
  await pier.goTo('settings', 'updates');
  const card = page.getByRole('region', { name: 'Software updates' });
  await expect(card).toContainText('is not signed. Nothing was downloaded or changed.');
  await card.getByRole('button', { name: 'Check for updates' }).click();
  scripted.show(state({ kind: 'failed', step: 'download', error, release }));
  await card.getByRole('button', { name: 'Try again' }).click();
  scripted.show(state({ kind: 'offline' }));
  await expect(card).toContainText('You are offline');
  scripted.show(state({ kind: 'idle', isNewest: false }));
  await expect(card).toContainText('Not looked for since Pier started');
  scripted.show(state({ kind: 'ready', release }));
  await card.getByRole('button', { name: 'Restart to update…' }).click();
  await expect(page.getByRole('dialog')).toContainText('does not tell at the moment');
  await page.keyboard.press('Escape');
  scripted.show(state({ kind: 'idle', isNewest: false }, { version: '0.9.0', updatedFrom: '0.1.0' }));
  await expect(card).toContainText('Pier was updated to version 0.9.0');
  const settings = page.getByRole('region', { name: 'How Pier updates' });
  await settings.getByRole('radio', { name: 'Those to try as well' }).check();
  await expect(card).toContainText('Those to try as well');
  await settings.getByRole('switch', { name: 'Download them' }).uncheck();
  await page.reload();
  await expect(settings.getByRole('switch', { name: 'Download them' })).not.toBeChecked();
  scripted.show(state({ kind: 'unavailable', reason: 'package', detail: 'deb' }));
  await expect(card).toContainText('Pier was installed by your package manager');
  await expect(card).toContainText('newer deb package');
  await expect(settings).toBeHidden();
  expect(scripted.called).toEqual(['check', 'download']);
});
