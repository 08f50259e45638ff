import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUILD_SETTINGS } from '../../vm/image/build-image.ts';
import { imageKey } from '../../vm/image/image-key.ts';
import { type ImageManifest, imageManifestSchema } from '../../vm/image/manifest.ts';

/**
 * Software bills of materials, as CycloneDX has them.
 * @see https://cyclonedx.org/docs/1.5/json/
 */
export interface Bom {
  bomFormat: 'CycloneDX';
  specVersion: string;
  version: number;
  metadata: { timestamp?: string; component: BomComponent; [key: string]: unknown };
  components: BomComponent[];
  dependencies?: { ref: string; dependsOn?: string[] }[];
}

export interface BomComponent {
  'bom-ref'?: string;
  type: string;
  name: string;
  version?: string;
  purl?: string;
  scope?: string;
  properties?: { name: string; value: string }[];
  [key: string]: unknown;
}

export interface ProductParts {
  projectDir: string;
  version: string;
  /** Of npm's packages, below the project. */
  paths: readonly string[];
  /** What is no package of npm's: the runtimes. */
  others: readonly BomComponent[];
}

/**
 * The app's: what `npm sbom` knows of the packages that are really there. By the lock file alone a product would be made
 * of its `dependencies`; most of what is bundled is none.
 * @throws Error where npm knows none of a package
 */
export async function productBom({ projectDir, version, paths, others }: ProductParts): Promise<Bom> {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: projectDir, maxBuffer: 64 * 1024 * 1024 });
  const all = JSON.parse(stdout) as Bom;
  const wanted = new Set(await refsOf(projectDir, paths));
  const root = { ...all.metadata.component, type: 'application', name: 'pier-desktop', version };
  const components = all.components.filter((each) => wanted.has(each['bom-ref'] ?? ''));
  const known = new Set(components.map((each) => each['bom-ref']));
  const missing = [...wanted].filter((ref) => !known.has(ref));
  if (missing.length > 0)
    throw new Error(`Cannot list what Pier is made of: npm does not know ${missing.join(', ')}.`);
  const isThere = (ref: string) => known.has(ref) || ref === root['bom-ref'];
  return {
    ...all,
    metadata: { ...all.metadata, component: root },
    components: [...components.map(asPackaged), ...others],
    dependencies: (all.dependencies ?? [])
      .filter(({ ref }) => isThere(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter(isThere) })),
  };
}

/** What npm says of how it is used here is no more true once it is bundled. */
function asPackaged({ properties, ...component }: BomComponent): BomComponent {
  const kept = properties?.filter(({ name }) => name !== 'cdx:npm:package:development');
  return { ...component, scope: 'required', ...(kept?.length && { properties: kept }) };
}

async function refsOf(projectDir: string, paths: readonly string[]): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(projectDir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { name?: string; version?: string }>;
  };
  return paths.map((path) => {
    const entry = lock.packages[path];
    const name = entry?.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return `${name}@${entry?.version}`;
  });
}

/** The VM image's: Debian's packages in it, by its manifest. */
export function imageBom({ key, suite, architecture, packages, builtAt }: ImageManifest): Bom {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      timestamp: builtAt,
      component: { type: 'operating-system', name: 'pier-vm-image', version: key },
    },
    components: Object.entries(packages).map(([name, version]) => {
      const purl = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}&distro=${suite}`;
      return { 'bom-ref': purl, type: 'library', name, version, purl, scope: 'required' };
    }),
  };
}

/** That of the image that belongs to a guest folder, by what was built; undefined where it was not built here. */
export async function keptImageBom(guestFolder: string, cacheDir: string): Promise<Bom | undefined> {
  const key = await imageKey(guestFolder, BUILD_SETTINGS);
  const path = join(cacheDir, 'images', key, 'manifest.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : imageBom(imageManifestSchema.parse(JSON.parse(text)));
}
