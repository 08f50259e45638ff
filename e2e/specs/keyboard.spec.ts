import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/pier.ts';

/** A whole day's work without a mouse. */
test('runs, looks at, stops and removes a container by keyboard alone', async ({ pier, dockerd }) => {
  const { page, containers, runDialog } = pier;
  await expect(pier.heading).toHaveText('No containers yet');
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(containers.runButton).toBeFocused({ timeout: 100 });
  }).toPass({ intervals: [10] });
  await page.keyboard.press('Enter');
  await expect(runDialog.image).toBeFocused();
  await page.keyboard.type('busybox:latest');
  await page.keyboard.press('Escape');
  await expect(runDialog.dialog).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('keys');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`sh -c 'echo hello; sleep 600'`);
  await page.keyboard.press('Enter');
  await expect(containers.state('keys')).toHaveText('Running');
  // Above it by its time, and where that is the same second by its name.
  await dockerd.docker.run(['create', '--name', 'above', 'busybox', 'true']);
  await expect(containers.rows).toHaveCount(2);

  const row = containers.row('keys');
  await expect(async () => {
    await page.keyboard.press('Tab');
    await expect(containers.rows.locator('xpath=self::*').and(page.locator(':focus'))).toHaveCount(1, {
      timeout: 100,
    });
  }).toPass({ intervals: [10] });
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(pier.logs.line('hello')).toBeVisible();
  await pier.logs.view.focus();
  await page.keyboard.press('Escape');
  await expect(pier.logs.panel).toHaveCount(0);

  await row.focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: /^Stop/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row).toBeFocused();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('dialog', { name: 'Remove keys?' });
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row).toHaveCount(0);
});

const WALKED = [
  ['containers'],
  ['containers', 'web', 'inspect'],
  ['containers', 'web', 'exec'],
  ['containers', 'web', 'files'],
  ['containers', 'web', 'stats'],
  ['logs'],
  ['images'],
  ['images', 'busybox:latest', 'layers'],
  ['volumes'],
  ['volumes', 'data', 'exports'],
  ['networks'],
  ['compose', 'shop'],
  ['settings', 'network'],
  ['settings', 'appearance'],
];

test('Tab leads through all of every view and out of it, and one always sees where one is', async ({
  pier,
  dockerd,
  page,
}) => {
  test.slow();
  await dockerd.docker.run([
    ...['run', '-d', '--name', 'web', '-v', 'data:/data', '--label=com.docker.compose.project=shop'],
    ...['--label=com.docker.compose.service=web', 'busybox', 'sh', '-c', 'echo ready; sleep 600'],
  ]);
  await expect(pier.containers.row('web')).toBeVisible();
  const problems: string[] = [];
  for (const parts of WALKED) {
    await pier.goTo(...parts);
    await page.reload();
    await expect(page.getByRole('main')).toBeVisible();
    await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Shown engine: .*running/ })).toBeVisible();
    for (const problem of await walk(page)) problems.push(`${parts.join('/')}: ${problem}`);
  }
  expect(problems).toEqual([]);
});

/** Tab from the top until it is back there. */
async function walk(page: Page): Promise<string[]> {
  const LIMIT = 150;
  const problems: string[] = [];
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.querySelectorAll('[data-walked]').forEach((each) => {
      each.removeAttribute('data-walked');
    });
  });
  for (let step = 0; step < LIMIT; step++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const { activeElement: element } = document;
      if (!element || element === document.body) return { end: true, problem: '' };
      if (element.hasAttribute('data-walked')) return { end: true, problem: '' };
      element.setAttribute('data-walked', '');
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const ringed =
        (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) ||
        boxShadow !== 'none' ||
        // A field has its cursor, and a radio shows it at the label beside it.
        element.matches('input, textarea, select');
      const box = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 30);
      const isSeen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
      if (!ringed) return { end: false, problem: `nothing shows that "${name}" has the focus` };
      return { end: false, problem: isSeen ? '' : `"${name}" has the focus out of sight` };
    });
    if (at.problem) problems.push(at.problem);
    if (at.end) {
      // The frame alone has more than that.
      if (step < 12) problems.push(`Tab ends after ${step} steps`);
      const missed = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role="tree"]')]
          .filter(
            (each) =>
              !each.hasAttribute('data-walked') &&
              each.tabIndex >= 0 &&
              !(each as HTMLButtonElement).disabled &&
              // Of a group of radios one is in the order of tabs.
              !each.matches('[type="radio"]') &&
              each.checkVisibility({ visibilityProperty: true }),
          )
          .map(
            (each) => `Tab does not reach "${each.getAttribute('aria-label') ?? each.textContent?.trim()}"`,
          ),
      );
      return [...problems, ...missed];
    }
  }
  return [...problems, `Tab does not come to an end in ${LIMIT} steps`];
}
