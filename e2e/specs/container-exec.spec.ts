import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';

test('terminals outlive tabs and pages, are drawn as they are, and list when they ended', async ({
  pier,
  dockerd,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  test.slow();
  const { page, container } = pier;
  const { exec } = container;
  await dockerd.docker.run(['run', '-d', '--name', 'shells', 'busybox', 'sleep', '100000']);
  await container.open('shells', 'exec');
  await expect(container.message).toHaveText('No terminal is open');
  await exec.openButton.click();
  await exec.run('echo $((6 * 7)) "<b>bold</b>" $TERM; tty');
  await expect(exec.lines).toContainText('42 <b>bold</b> xterm-256color');
  await expect(exec.lines).toContainText('/dev/pts/');

  // The whole palette, colours by name and by value, without a word from the content security policy.
  await exec.run(`printf '\\033[31mred\\033[0m \\033[38;2;1;200;30mtrue\\033[0m \\033[4mline\\033[0m\\n'`);
  const colorOf = (text: string) =>
    exec.lines
      .locator('span', { hasText: new RegExp(`^${text}$`) })
      .evaluate((span) => getComputedStyle(span).color);
  await expect(exec.lines.locator('span', { hasText: /^true$/ })).toBeVisible();
  expect(await colorOf('red')).not.toBe(await colorOf('true'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => colorOf('true')).toBe('rgb(1, 200, 30)');
  const background = () => exec.terminal.evaluate((box) => getComputedStyle(box).backgroundColor);
  const dark = await background();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(background).not.toBe(dark);

  // What is marked is copied, and what is copied is pasted; Ctrl+C is the container's where nothing is marked.
  await exec.run('clear; echo one two three');
  await expect(exec.lines).toContainText(/^one two three/);
  await exec.terminal.locator('.xterm-screen').dblclick({ position: { x: 42, y: 8 } });
  await page.keyboard.press('Control+c');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('two');
  await page.evaluate(() => navigator.clipboard.writeText('echo pasted $((20 + 2))'));
  await page.keyboard.press('Control+v');
  await page.keyboard.press('Enter');
  await expect(exec.lines).toContainText('pasted 22');

  // A flood is drawn as fast as the page can, and can be stopped.
  await exec.run('yes "$(seq -s " " 50)"');
  await expect(exec.lines).toContainText('47 48 49 50');
  await page.keyboard.press('Control+c');
  await exec.run('clear; echo "dry again"');
  await expect(exec.lines).toContainText(/^dry again/);

  // The size follows the window.
  await exec.run('stty size');
  await expect(exec.lines).toContainText(/\n?\d+ \d+/);
  await page.setViewportSize({ width: 1000, height: 640 });
  await expect(exec.region.getByText(/^\d+ × \d+$/)).toBeVisible();
  const size = async () => (await exec.region.getByText(/^\d+ × \d+$/).textContent())?.split(' × ') ?? [];
  await expect
    .poll(async () => {
      await exec.run('clear; stty size');
      const [columns, rows] = await size();
      return (await exec.lines.textContent())?.includes(`${rows} ${columns}`);
    })
    .toBe(true);
  await page.setViewportSize({ width: 1280, height: 720 });

  // Another tab, another page, and back.
  await exec.run('export KEPT=yes; echo before');
  await expect(exec.lines).toContainText('before');
  await container.choose('Inspect');
  await expect(container.tabs.getByRole('link', { name: /^Exec/ })).toHaveText('Exec1');
  await expect(container.inspect.tree).toBeVisible();
  await container.choose('Exec');
  await expect(exec.lines).toContainText('before');
  await exec.run('echo "kept: $KEPT"');
  await expect(exec.lines).toContainText('kept: yes');
  await page.reload();
  await expect(exec.lines).toContainText('kept: yes');
  await exec.run('clear; echo "again: $KEPT"');
  await expect(exec.lines).toContainText('again: yes');
  // No answer of the terminal to an old question arrived as if it had been typed.
  expect(await exec.lines.textContent()).not.toMatch(/\d+;\d+R/);

  // A second one with a shell and user of its own, and refusals at their fields.
  await exec.options.click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'User' }).fill('nosuch');
  await form.getByRole('button', { name: 'Open terminal' }).click();
  await expect(form.getByText(/has no such user/)).toBeVisible();
  await form.getByRole('combobox', { name: 'User' }).fill('nobody');
  await form.getByLabel('Folder').fill('tmp');
  await form.getByRole('button', { name: 'Open terminal' }).click();
  await expect(form.getByText('Give an absolute path in the container')).toBeVisible();
  await form.getByLabel('Folder').fill('/tmp');
  await form.getByRole('combobox', { name: 'Shell or command' }).fill('sh');
  await form.getByRole('button', { name: 'Open terminal' }).click();
  await expect(form).toHaveCount(0);
  await expect(exec.sessions).toHaveCount(2);
  await exec.run('echo "$(id -un) in $(pwd)"');
  await expect(exec.lines).toContainText('nobody in /tmp');
  expect(await axeFindingsInBoth(page)).toEqual([]);

  // Out of the terminal and between the sessions by keyboard alone.
  await page.keyboard.press('Shift+F6');
  await expect(exec.sessions.last()).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(exec.sessions.first()).toHaveAttribute('aria-selected', 'true');
  await expect(exec.lines).toContainText('again: yes');
  await exec.run('exit 3');
  await expect(exec.footer).toHaveText('Ended with exit code 3');
  await expect(exec.sessions.first()).toContainText('ended');
  await expect(exec.lines).toContainText('exit 3');
  await exec.sessions.last().click();
  await exec.button('End this terminal and its process').click();
  await expect(exec.footer).toHaveText('Was ended from here');
  expect((await dockerd.docker.run(['top', 'shells', '-eo', 'pid,args'])).stdout).not.toContain('sh');

  await exec.button('Open again').click();
  await expect(exec.sessions).toHaveCount(3);
  await exec.run('id -un');
  await expect(exec.lines).toContainText('nobody');
  // The container ends under it.
  await dockerd.docker.run(['stop', '-t', '0', 'shells']);
  await expect(exec.footer).toHaveText(/^Ended with exit code/);
  await expect(exec.button('Open again')).toHaveCount(0);
  await exec.button('Dismiss all that ended').click();
  await expect(container.message).toHaveText('shells is not running');
  await page.locator('section').getByRole('button', { name: 'Start' }).click();
  await expect(container.message).toHaveText('No terminal is open');

  await dockerd.docker.run(['pause', 'shells']);
  await expect(container.message).toHaveText('shells is paused');
  await page.locator('section').getByRole('button', { name: 'Resume' }).click();
  await expect(container.message).toHaveText('No terminal is open');

  // From the list in one step.
  await page.getByRole('link', { name: /^Containers/ }).click();
  await pier.containers.choose('shells', /^Open terminal/);
  await exec.run('echo from the list');
  await expect(exec.lines.getByText('from the list', { exact: true })).toBeVisible();
});
