import { axeFindings } from '../fixtures/axe.ts';
import { makeHarbour, removeHarbour } from '../fixtures/harbour.ts';
import { expect, test } from '../fixtures/pier.ts';
import { NetworksPage } from '../pages/networks-page.ts';

test.describe('networks', () => {
  test('creates, connects, disconnects, inspects and removes', { tag: '@smoke' }, async ({
    pier,
    dockerd,
    page,
  }) => {
    const { docker } = dockerd;
    const networks = new NetworksPage(page);
    const { createDialog, connectDialog } = networks;
    await networks.open();
    await expect(networks.row('bridge')).toContainText('Built in');
    await docker.run(['network', 'create', '--subnet', '10.97.0.0/24', 'taken']);
    await expect(networks.row('taken')).toContainText('Unused');

    // Bad input is told at the field: by the form, then by the engine, and nothing that was typed is lost.
    await page.getByRole('button', { name: 'Create network' }).click();
    await networks.field('Name').fill('a b');
    await page.getByRole('button', { name: 'Add subnet' }).click();
    await networks.field(/^Subnet, /).fill('10.97.0.9/24');
    await networks.field(/^Gateway, /).fill('10.1.1.1');
    await networks.submit(createDialog, 'Create');
    await expect(createDialog.getByText(/Use letters, digits/)).toBeVisible();
    await expect(
      createDialog.getByText('This is an address in 10.97.0.0/24: give the network itself'),
    ).toBeVisible();
    await expect(createDialog.getByText('It has to be in 10.97.0.9/24')).toBeVisible();
    await expect(networks.field('Name')).toBeFocused();
    await networks.field('Name').fill('taken');
    await networks.field(/^Subnet, /).fill('10.97.0.0/25');
    await networks.field(/^Gateway, /).fill('');
    await networks.submit(createDialog, 'Create');
    await expect(createDialog.getByText(/already exists\. Choose another name/)).toBeVisible();
    await networks.field('Name').fill('front');
    await networks.submit(createDialog, 'Create');
    await expect(createDialog.getByText(/Pool overlaps/)).toBeVisible();
    await networks.field(/^Subnet, /).fill('10.96.0.0/24');
    await createDialog.getByLabel(/^Internal/).check();
    await page.getByRole('button', { name: 'Add label' }).click();
    await networks.field(/^Name, label/).fill('made');
    await networks.field(/^Value, label/).fill('<img src=x onerror=document.title="owned">');
    await networks.submit(createDialog, 'Create');
    await expect(createDialog).toHaveCount(0);
    await expect(networks.row('front')).toContainText('10.96.0.0/24');
    await expect(networks.row('front')).toContainText('Internal');

    await docker.run(['run', '-d', '--name', 'web', '--stop-signal', 'KILL', 'busybox', 'sleep', '600']);
    await networks.row('front').getByRole('link', { name: 'front' }).click();
    await expect(page.getByRole('heading', { name: 'No container is on this network' })).toBeVisible();
    await page.getByRole('button', { name: 'Connect a container…' }).click();
    await networks.submit(connectDialog, 'Connect');
    await expect(connectDialog.getByText('Choose a container')).toBeVisible();
    await connectDialog.getByLabel('Container').first().click();
    await page.getByRole('option', { name: 'web' }).click();
    await connectDialog.getByLabel('Aliases').fill('shop, www');
    await connectDialog.getByLabel('IPv4 address').fill('10.1.2.3');
    await networks.submit(connectDialog, 'Connect');
    await expect(connectDialog.getByText(/does not belong to any of this network/)).toBeVisible();
    await connectDialog.getByLabel('IPv4 address').fill('10.96.0.77');
    await networks.submit(connectDialog, 'Connect');
    await expect(networks.member('web')).toContainText('10.96.0.77');
    await expect(networks.member('web')).toContainText('shop, www');
    await expect(networks.member('web')).toContainText('Running');
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Inspect' }).click();
    await expect(page.getByRole('tree', { name: 'Inspect of front' })).toContainText('Internal: true');
    expect(await page.title()).toBe('Pier Desktop');
    await page
      .getByRole('navigation', { name: 'Sections of front' })
      .getByRole('link', { name: /^Containers/ })
      .click();
    await networks.member('web').getByRole('button', { name: 'Disconnect web' }).click();
    await expect(networks.member('web')).toHaveCount(0);

    await page.getByRole('button', { name: 'Remove…' }).click();
    const removal = page.getByRole('dialog', { name: 'Remove front?' });
    await removal.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Removed' })).toBeVisible();
    await page.getByRole('link', { name: 'Back to Networks' }).click();
    await expect(networks.row('front')).toHaveCount(0);

    // One that is in use is refused with the reason; the others of the choice go.
    await docker.run(['network', 'connect', 'taken', 'web']);
    await docker.run(['network', 'create', 'idle']);
    await expect(networks.row('taken')).toContainText('web');
    await networks.row('taken').getByRole('checkbox').check();
    await networks.row('idle').getByRole('checkbox').check();
    await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click();
    const many = page.getByRole('dialog', { name: 'Remove 2 networks?' });
    await expect(many).toContainText('1 container uses it');
    await many.getByRole('button', { name: 'Remove 2' }).click();
    await expect(pier.failure(/active endpoints/)).toBeVisible();
    await expect(networks.row('idle')).toHaveCount(0);

    // Pruning names what goes, and leaves what a stopped container comes back to.
    await docker.run(['network', 'create', 'nobody']);
    await docker.run(['stop', 'web']);
    await expect(networks.row('nobody')).toContainText('Unused');
    await page.getByRole('button', { name: 'Clean up…' }).click();
    const prune = page.getByRole('dialog', { name: 'Clean up unused networks' });
    await expect(prune.getByRole('listitem')).toHaveText(['nobody']);
    await prune.getByRole('button', { name: 'Remove' }).click();
    await expect(networks.row('nobody')).toHaveCount(0);
    await expect(networks.row('taken')).toBeVisible();
    await docker.run(['rm', '-f', 'web']);
    await docker.run(['network', 'rm', 'taken']);
    await expect(networks.row('taken')).toHaveCount(0);
  });

  test('draws fifty containers on their networks, to be read and walked through by keys', async ({
    dockerd,
    pier,
    page,
  }) => {
    test.slow();
    await makeHarbour(dockerd.docker);
    const networks = new NetworksPage(page);
    await pier.page.emulateMedia({ colorScheme: 'dark' });
    await networks.open();
    await networks.show('Map');
    const { map } = networks;
    await expect(map.locator('[data-state]')).toHaveCount(50);
    await expect(page).toHaveURL(/#\/networks\?view=map$/);
    expect(await axeFindings(page)).toEqual([]);
    await expect(page.getByRole('list', { name: 'The map as text' })).toContainText('web-1');

    // None over another, and every name as large as can be read.
    const boxes = await map.locator('a > rect').evaluateAll((rects) =>
      rects.map((rect) => {
        const { x, y, width, height } = rect.getBoundingClientRect();
        return { x, y, width, height };
      }),
    );
    const overlapping = boxes.filter((a, i) =>
      boxes.some(
        (b, j) =>
          i < j && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      ),
    );
    expect(overlapping).toEqual([]);
    expect(Math.min(...boxes.map(({ height }) => height))).toBeGreaterThan(20);

    // What a node has a line to is lit, with its addresses; the rest steps back.
    const data = networks.node(/^data /);
    await data.hover();
    await expect(map.locator('[data-state][data-highlighted="true"]')).toHaveCount(
      Number(/network of (\d+)/.exec((await data.getAttribute('aria-label')) ?? '')?.[1]),
    );
    await expect(networks.node(/^db-1,/)).toHaveAttribute('data-highlighted', 'true');
    await expect(networks.node(/^db-1,/)).toContainText(/\d+\.\d+\.\d+\.\d+/);
    await page.mouse.move(2, 400);

    await networks.node(/^db-1,/).focus();
    await page.keyboard.press('ArrowRight');
    await expect(data).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(networks.member('db-1')).toContainText('Running');
    await page.goBack();
    await expect(map).toBeVisible();

    await page.getByLabel('Stopped containers').uncheck();
    await expect(map.locator('[data-state]')).toHaveCount(10);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Fit everything' }).click();
    await networks.filter.fill('data');
    await expect(networks.node(/^data /)).toBeVisible();
    await expect(networks.node(/^mail /)).toHaveCount(0);
    await removeHarbour(dockerd.docker);
  });
});
