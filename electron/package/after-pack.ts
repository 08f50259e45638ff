import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';
import { pierCache } from '../../vm/files.ts';
import { placeNode } from './node-runtime.ts';
import { thirdPartyNotices } from './notices.ts';
import { placeCommands } from './place-commands.ts';
import { bundledPaths } from './record-packages.ts';
import { type BomComponent, keptImageBom, productBom } from './sbom.ts';
import { NATIVE, nativePackage, unbundledPackages } from './unbundled.ts';

/**
 * Puts into a package what is not of the app's archive: the commands with their Node, the licences, and the lists of what
 * all of it is made of. Runs before the fuses are set and before anything is signed.
 */
export async function afterPack(context: AfterPackContext): Promise<void> {
  const { Arch } = await import('electron-builder');
  const { packager, appOutDir, electronPlatformName: platform } = context;
  const { projectDir, metadata, config } = packager.info;
  const arch = Arch[context.arch];
  const version = metadata.version ?? '';
  const resources = packager.getResourcesDir(appOutDir);
  const natives = NATIVE.map((name) => nativePackage(name, platform, arch));
  const packages = [
    ...unbundledPackages(projectDir),
    ...natives.map((name) => ({ name, path: `node_modules/${name}` })),
  ];
  await placeCommands(join(resources, 'cli'), { projectDir, version, platform, packages });
  const nodeVersion = await placeNode(join(resources, 'node'), { platform, arch, cacheDir: pierCache() });

  const paths = [...new Set([...bundledPaths(projectDir), ...packages.map(({ path }) => path)])].sort();
  const licences = join(resources, 'licences');
  await mkdir(licences);
  await copyFile(join(projectDir, 'LICENSE'), join(licences, 'LICENSE'));
  await writeFile(join(licences, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(projectDir, paths));
  const others = [runtime('electron', String(config.electronVersion)), runtime('node', nodeVersion)];
  await writeJson(join(licences, 'sbom.cdx.json'), await productBom({ projectDir, version, paths, others }));
  // Of the machine that this version boots, where its image was built or fetched here.
  const image = await keptImageBom(join(projectDir, 'vm/image/guest'), pierCache());
  if (image) await writeJson(join(licences, 'sbom-vm-image.cdx.json'), image);
}

function runtime(name: string, version: string | undefined): BomComponent {
  return {
    'bom-ref': `runtime:${name}`,
    type: 'framework',
    name,
    ...(version && { version }),
    scope: 'required',
  };
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
