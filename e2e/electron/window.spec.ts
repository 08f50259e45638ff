import { expect } from '@playwright/test';
import { test } from './desktop-app.ts';

test('the window shows the dashboard over a port, and closed into the tray it comes back as it was', async ({
  desktop: { app, page },
}) => {
  expect(page.url()).toBe('app://pier/');
  await expect(page.getByTestId('footer-engine')).toContainText('running');
  const visible = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.isVisible()));
  await page.evaluate(() => {
    window.location.hash = '#/settings/app';
  });
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(visible).toEqual([false]);
  await app.evaluate((parts) => parts.app.emit('second-instance', {}, ['pier']));
  await expect.poll(visible).toEqual([true]);
  await expect(page.getByRole('switch', { name: /Go on in the tray/ })).toBeEnabled();
});

test('a link shows a page, and one that means nothing does nothing', async ({ desktop: { app, page } }) => {
  const open = (link: string) =>
    app.evaluate((parts, argument) => parts.app.emit('second-instance', {}, ['pier', argument]), link);
  await open('pier://images');
  await expect(page).toHaveURL('app://pier/#/images');
  await open('pier://quit/now');
  await expect(page).toHaveURL('app://pier/#/images');
});

test('a page that crashes is loaded anew, where it was', async ({ desktop: { app, page } }) => {
  await page.evaluate(() => {
    window.location.hash = '#/volumes';
  });
  const crashed = page.waitForEvent('crash');
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await crashed;
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents?.isCrashed() ? 'crashed' : contents?.getURL();
      }),
    )
    .toBe('app://pier/#/volumes');
});

test.describe('where closing means quitting', () => {
  test.use({ settings: { closeToTray: false } });

  test('the machine is stopped, and the process ends', async ({ desktop: { app } }) => {
    const gone = new Promise<number | null>((settle) => app.process().once('exit', settle));
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {});
    expect(await gone).toBe(0);
  });
});

test.describe('a machine that takes its time', () => {
  test.use({ machine: { shutdownMs: 4000 } });

  test('a quit shows how far it is', async ({ desktop: { app, quit } }) => {
    const shown = app.waitForEvent('window');
    const ended = quit();
    const progress = await shown;
    await expect(progress.getByRole('heading', { name: 'Quitting Pier' })).toBeVisible();
    await ended;
  });
});
