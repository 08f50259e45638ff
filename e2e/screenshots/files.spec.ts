import { expect, test } from '../fixtures/pier.ts';

const FOLDER = 'test-results/screenshots';
const SCRIPT = `cd /; mkdir -p srv/app/public srv/app/logs; cd srv/app
  printf 'server {\\n  listen 80;\\n  root /srv/app/public;\\n\\n  location /api/ {\\n    proxy_pass http://api:3000;\\n  }\\n}\\n' > nginx.conf
  echo '{ "name": "harbour" }' > package.json; ln -s nginx.conf current.conf; ln -s /nowhere broken
  echo '<script>alert(1)</script>' > '<img src=x onerror=alert(1)>.html'; chown 1000:999 package.json
  dd if=/dev/urandom of=data.bin bs=1024 count=600 2>/dev/null; echo changed >> /etc/passwd; rm /bin/ash
  yes 'a line of a log that is long' | head -c 1500000 > logs/big.log; exec sleep 900`;

for (const scheme of ['light', 'dark'] as const) {
  test(`files, ${scheme}`, async ({ pier, dockerd, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const take = async (name: string) => {
      await page.mouse.move(2, 400);
      await expect(page.getByRole('tooltip')).toHaveCount(0);
      await page.screenshot({ path: `${FOLDER}/${scheme}-files-${name}.png`, animations: 'disabled' });
    };
    await dockerd.docker.run([
      'run',
      '-d',
      '--name',
      'web',
      '-v',
      'web-data:/data',
      'busybox',
      'sh',
      '-c',
      SCRIPT,
    ]);
    await expect(pier.containers.row('web')).toBeVisible();
    await expect.poll(async () => (await dockerd.docker.run(['diff', 'web'])).stdout).toContain('big.log');
    await pier.goTo('containers', 'web', 'files');
    await expect(pier.files.row('etc')).toBeVisible();
    await expect(pier.files.row('srv')).toContainText('added');
    await take('1-root');
    await pier.files.open('srv');
    await pier.files.open('app');
    await expect(pier.files.row('data.bin')).toBeVisible();
    await take('2-folder');
    await pier.files.open('nginx.conf');
    await pier.files.editor.fill('server {\n  listen 8080;\n}\n');
    await take('3-editor');
    await page.setViewportSize({ width: 1024, height: 640 });
    await take('4-editor-small');
    await page.setViewportSize({ width: 1280, height: 800 });
    await pier.files.open('data.bin');
    await expect(pier.files.viewer).toContainText('byte by byte');
    await take('5-binary');
    await pier.files.choose('package.json', /^Delete/);
    await expect(pier.files.dialog).toBeVisible();
    await take('6-delete');
  });
}
