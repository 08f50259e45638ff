import { expect, test } from '../fixtures/pier.ts';

const COUNT = 150;

test(`${COUNT} containers: only those in sight are drawn, and all can be reached`, async ({
  pier,
  dockerd,
}) => {
  test.slow();
  const names = Array.from({ length: COUNT }, (_, index) => `load-${index + 1}`);
  // The engine makes one after the other; a handful of clients keep it busy.
  const queue = [...names];
  const work = async () => {
    for (let name = queue.shift(); name; name = queue.shift()) {
      await dockerd.docker.run(['create', '--name', name, 'busybox', 'true']);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));

  const { containers, page } = pier;
  await expect(containers.grid).toHaveAttribute('aria-rowcount', String(COUNT + 1));
  expect(await containers.rows.count()).toBeLessThan(60);
  await containers.sortBy('Name');
  await expect(containers.row('load-1')).toBeVisible();
  await containers.row('load-1').focus();
  await page.keyboard.press('End');
  await expect(containers.row(`load-${COUNT}`)).toBeFocused();
  await containers.filter.fill(`load-${COUNT - 1}`);
  await expect(containers.rows).toHaveCount(1);
});
