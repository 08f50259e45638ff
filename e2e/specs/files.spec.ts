import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { axeFindings } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';

/** Text, a file too big to edit, a binary one, a picture, names of all kinds, and what differs from the image. */
const TREE = `mkdir -p /srv/app/deep/er; cd /srv/app
  printf 'first\\r\\nsecond\\r\\n' > notes.txt; chown 1000:999 notes.txt; chmod 640 notes.txt
  yes 'a line that is too much' | head -c 1200000 > big.log; printf '\\177ELF\\0\\1\\2' > program
  printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg== | base64 -d > dot.png
  echo '<img src=x onerror=alert(1)>' > '<img src=x onerror=alert(1)>.html'; : > "$(printf 'bad\\377name')"
  echo more >> /etc/passwd; rm /bin/ash`;

test('files of a running container are browsed, edited, sent and fetched', async ({
  pier,
  dockerd,
  page,
}) => {
  test.slow();
  const { docker } = dockerd;
  const { files } = pier;
  const cat = async (path: string) => (await docker.run(['exec', 'web', 'cat', path])).stdout;
  await docker.run(['run', '-d', '--name', 'web', 'busybox', 'sh', '-c', `${TREE}; exec sleep 900`]);
  // A folder is read when it is opened: all is to be there by then.
  await expect.poll(async () => (await docker.run(['diff', 'web'])).stdout).toContain('D /bin/ash');
  await pier.goTo('containers', 'web', 'files');

  // Marks: added, modified, deleted.
  await expect(files.row('srv')).toContainText('added');
  await expect(files.row('etc')).toContainText('modified');
  await files.open('bin');
  await expect(files.row('ash')).toContainText('deleted');

  // By keyboard: up, and down the tree.
  await files.row('busybox').focus();
  await page.keyboard.press('Backspace');
  await expect(files.row('srv')).toBeVisible();
  await files.tree.getByRole('treeitem', { name: 'srv' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(files.tree.getByRole('treeitem', { name: 'app' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(files.row('notes.txt')).toContainText('rw-r-----');
  await expect(files.row('notes.txt')).toContainText('1000:999');
  await expect(files.row('<img src=x onerror=alert(1)>.html')).toBeVisible();
  await expect(files.row('bad\ufffdname')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);

  // An edit keeps mode, owner and line ends; a draft outlives what is looked at meanwhile, and the address leads back.
  await files.open('notes.txt');
  await expect(files.editor).toHaveValue('first\nsecond\n');
  await expect(files.viewer).toContainText('CRLF');
  await files.editor.fill('first\nedited\n');
  await files.open('program');
  await expect(files.viewer).toContainText('7f 45 4c 46');
  await page.goBack();
  await expect(files.editor).toHaveValue('first\nedited\n');
  await files.editor.press('Control+s');
  await expect(files.viewer.getByRole('status')).toHaveText('Saved');
  expect(await cat('/srv/app/notes.txt')).toBe('first\r\nedited\r\n');
  expect(
    (await docker.run(['exec', 'web', 'stat', '-c', '%a %u:%g', '/srv/app/notes.txt'])).stdout.trim(),
  ).toBe('640 1000:999');

  // Nobody is overwritten unawares.
  await files.editor.fill('mine\n');
  await docker.run(['exec', 'web', 'sh', '-c', 'echo of another, and longer > /srv/app/notes.txt']);
  await files.save.click();
  await expect(files.viewer).toContainText('Changed meanwhile');
  expect(await axeFindings(page)).toEqual([]);
  await files.viewer.getByRole('button', { name: 'Overwrite it' }).click();
  await expect(files.viewer.getByRole('status').first()).toHaveText('Saved');
  expect(await cat('/srv/app/notes.txt')).toBe('mine\r\n');

  // Nor by a draft that comes back after another file was looked at: it knows what it was made of.
  await files.editor.fill('mine again\n');
  await files.open('program');
  await expect(files.viewer).toContainText('7f 45 4c 46');
  await docker.run(['exec', 'web', 'sh', '-c', 'echo of another once more > /srv/app/notes.txt']);
  await page.goBack();
  await expect(files.editor).toHaveValue('mine again\n');
  await files.save.click();
  await expect(files.viewer).toContainText('Changed meanwhile');
  expect(await cat('/srv/app/notes.txt')).toBe('of another once more\n');
  await files.viewer.getByRole('button', { name: 'Read it again' }).click();
  await expect(files.editor).toHaveValue('of another once more\n');

  await files.open('big.log');
  await expect(files.viewer).toContainText('is too big to edit');
  await expect(files.editor).toHaveCount(0);
  await files.open('dot.png');
  await expect(files.viewer.getByAltText('Picture dot.png')).toHaveJSProperty('naturalWidth', 1);
  await files.open('bad\ufffdname');
  await files.editor.fill('named by bytes');
  await files.save.click();
  await expect(files.viewer.getByRole('status')).toHaveText('Saved');
  await page.reload();
  await expect(files.editor).toHaveValue('named by bytes');
  await files.viewer.getByRole('button', { name: 'Close the file' }).click();

  // Sent and fetched.
  await files.drop([
    { name: 'dropped.txt', content: 'by drag and drop' },
    { name: 'notes.txt', content: 'replaced' },
  ]);
  await expect(files.dialog).toContainText('notes.txt');
  await files.dialog.getByRole('button', { name: 'Replace', exact: true }).click();
  await expect(files.row('dropped.txt')).toBeVisible();
  await expect.poll(() => cat('/srv/app/notes.txt')).toBe('replaced');
  await files.upload([{ name: 'chosen.bin', content: Buffer.alloc(300_000, 7) }]);
  await expect(files.row('chosen.bin')).toContainText('293 KB');
  const coming = page.waitForEvent('download');
  await files.row('chosen.bin').getByRole('button', { name: 'Download chosen.bin' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('chosen.bin');
  expect((await readFile(await download.path())).equals(Buffer.alloc(300_000, 7))).toBe(true);

  // Several come as one archive, named after their folder.
  for (const name of ['chosen.bin', 'dropped.txt']) await files.row(name).getByRole('checkbox').click();
  const both = page.waitForEvent('download');
  await page.getByRole('toolbar').getByRole('button', { name: 'Download' }).click();
  expect((await both).suggestedFilename()).toBe('app.tar');
  const archive = await readFile(await (await both).path());
  expect(execFileSync('tar', ['-t'], { input: archive, encoding: 'utf8' })).toBe('chosen.bin\ndropped.txt\n');

  // Dragged out: Chromium fetches the address that the drag carries, once. Rows that are chosen come together.
  expect(await files.fetchDragged('chosen.bin')).toEqual({
    type: 'application/x-tar',
    name: 'app.tar',
    size: archive.length,
  });
  for (const name of ['chosen.bin', 'dropped.txt']) await files.row(name).getByRole('checkbox').click();
  expect(await files.fetchDragged('chosen.bin')).toEqual({
    type: 'application/octet-stream',
    name: 'chosen.bin',
    size: 300_000,
  });

  // Made, renamed, deleted; a name that is taken is refused at the field.
  await files.create('New folder', 'deep');
  await expect(files.dialog).toContainText('There is something of this name already');
  await files.dialog.getByRole('textbox', { name: 'Name' }).fill('fresh');
  await files.dialog.getByRole('button', { name: 'Create' }).click();
  await expect(files.row('fresh')).toBeVisible();
  await files.row('fresh').focus();
  await page.keyboard.press('F2');
  await files.dialog.getByRole('textbox', { name: 'Name' }).fill('renamed');
  await files.dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(files.row('renamed')).toBeVisible();
  await files.row('renamed').focus();
  await page.keyboard.press('Delete');
  await files.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(files.row('renamed')).toHaveCount(0);
});

test('files of a stopped container, one that is removed under the view, and an engine that goes', async ({
  pier,
  dockerd,
  page,
  quietConsole,
}) => {
  test.slow();
  const { docker } = dockerd;
  const { files } = pier;
  await docker.run(['run', '--name', 'done', 'busybox', 'sh', '-c', TREE]);
  await pier.goTo('containers', 'done', 'files');
  await expect(page.getByRole('note')).toContainText('Stopped');
  await expect(files.row('srv')).toContainText('added');
  await files.open('srv');
  await files.open('app');
  await files.open('notes.txt');
  await files.editor.fill('edited while stopped\n');
  await files.save.click();
  await expect(files.viewer.getByRole('status')).toHaveText('Saved');
  await files.choose('big.log', /^Delete/);
  await files.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(files.row('big.log')).toHaveCount(0);
  const { stdout } = await docker.run(['diff', 'done']);
  expect(stdout).toContain('A /srv/app/notes.txt');
  expect(stdout).not.toContain('big.log');

  // The engine goes under the view, and what was typed is there when it is back.
  await files.editor.fill('a draft\n');
  quietConsole.allow(/./);
  await dockerd.down('SIGTERM');
  await expect(files.editor).toHaveCount(0);
  await dockerd.boot();
  await expect(files.editor).toHaveValue('a draft\n', { timeout: 60_000 });

  await docker.run(['rm', '-f', 'done']);
  await expect(page.getByRole('note')).toContainText('was removed');
  await expect(files.editor).toHaveValue('a draft\n');
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByRole('main')).toContainText('Could not read the folder');
});
