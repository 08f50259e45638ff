import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { isReleased } from '../../../vm/downloads/download-manifest.ts';
import { ensureDownload } from '../../../vm/downloads/ensure-download.ts';
import type { EngineEndpoint, VmDriver } from '../../../vm/drivers/driver.ts';
import { parseEngineAddress } from '../../../vm/drivers/external/engine-address.ts';
import { ExternalDriver } from '../../../vm/drivers/external/external-driver.ts';
import { FakeDriver } from '../../../vm/drivers/fake/fake-driver.ts';
import type { FakeScript } from '../../../vm/drivers/fake/fake-script.ts';
import { QemuDriver, type QemuDriverOptions } from '../../../vm/drivers/qemu/qemu-driver.ts';
import { VzDriver } from '../../../vm/drivers/vz/vz-driver.ts';
import { Wsl2Driver } from '../../../vm/drivers/wsl2/wsl2-driver.ts';
import { type PierFiles, pierHome } from '../../../vm/files.ts';
import { ensureImage } from '../../../vm/image/ensure-image.ts';
import { buildOrFetch } from '../../../vm/image/fetch-image.ts';
import { keptImage } from '../../../vm/image/kept-image.ts';
import { ensureWslRootfs, keptWslRootfs } from '../../../vm/image/wsl-rootfs.ts';
import type { Logger } from '../log/logger.ts';
import { hostGet } from '../network/host-get.ts';
import type { HostProxies } from '../network/host-proxies.ts';
import { environmentProxies } from '../network/system-proxy/proxy-words.ts';
import { hostProxies } from '../settings/effective-proxy.ts';
import type { Settings } from '../settings/settings.ts';

export interface SelectDriverOptions {
  files: PierFiles;
  settings: Settings;
  cacheDir: string;
  log: Logger;
  env: NodeJS.ProcessEnv;
  /** Through what downloads go, as it is when one begins; by itself what the settings say now. */
  proxies?: () => HostProxies;
}

const driverName = z.enum(['qemu', 'vz', 'wsl2', 'external', 'fake']);

/**
 * The driver that is asked for: PIER_DRIVER, else the settings, whose default is that of this system. An external engine is named by PIER_ENGINE
 * (unix:///path or tcp://host:port, with PIER_ENGINE_TLS for its certificates), a scripted machine by PIER_FAKE
 * (a FakeScript as JSON).
 * @throws AppError bad_input where a value cannot be understood
 */
export function selectDriver(options: SelectDriverOptions): VmDriver {
  const { env, settings } = options;
  const name = driverName.safeParse(env.PIER_DRIVER || settings.driver);
  if (!name.success) {
    throw new AppError(
      'bad_input',
      `Use the driver '${env.PIER_DRIVER}': there is none of that name.`,
      `Set PIER_DRIVER to one of ${driverName.options.join(', ')}, or unset it.`,
    );
  }
  switch (name.data) {
    case 'qemu':
      return qemuDriver(options);
    case 'vz':
      return vzDriver(options);
    case 'wsl2':
      return wsl2Driver(options);
    case 'external':
      return externalDriver(options);
    case 'fake':
      return new FakeDriver(readScript(env.PIER_FAKE), { consolePath: options.files.logs.console });
  }
}

/** Where what this computer cannot make or does not have comes from. */
function downloads({ cacheDir, env, settings, proxies }: SelectDriverOptions) {
  const { platform, arch } = process;
  const get = hostGet(proxies ?? (() => hostProxies(settings, environmentProxies(env))));
  return { cacheDir, target: { platform, arch }, get };
}

/** What a driver with a machine of ours is made of. */
function machineParts(options: SelectDriverOptions) {
  const { files, cacheDir, log, env } = options;
  const build = buildOrFetch(downloads(options));
  const make: QemuDriverOptions['ensureImage'] = (image) => ensureImage({ ...image, cacheDir, build });
  return { files, env, log, ensureImage: make, image: keptImage(cacheDir) };
}

function qemuDriver(options: SelectDriverOptions): VmDriver {
  return new QemuDriver(machineParts(options));
}

function vzDriver(options: SelectDriverOptions): VmDriver {
  const { target } = downloads(options);
  return new VzDriver({
    ...machineParts(options),
    downloads: {
      has: (name) => isReleased(name, target),
      fetch: (name, onStep, signal) => ensureDownload(name, { ...downloads(options), onStep, signal }),
    },
  });
}

function wsl2Driver(options: SelectDriverOptions): VmDriver {
  const { files, cacheDir, log, env } = options;
  const fetching = downloads(options);
  return new Wsl2Driver({
    files,
    env,
    log,
    name: distributionName(files.home),
    ensureRootfs: (how) => ensureWslRootfs({ ...how, cacheDir, fetching }),
    image: keptWslRootfs(cacheDir),
  });
}

/** "pier" for the installation in a person's own folder. WSL has one name for all others, so theirs tell them apart. */
export function distributionName(home: string, ownHome = pierHome({})): string {
  if (home === ownHome) return 'pier';
  return `pier-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
}

function externalDriver({ env, settings }: SelectDriverOptions): VmDriver {
  const address = env.PIER_ENGINE || settings.engine;
  if (!address) {
    throw new AppError(
      'bad_input',
      'Use an external engine: its address is not set.',
      'Set PIER_ENGINE, for example to unix:///var/run/docker.sock.',
    );
  }
  return new ExternalDriver({
    address: parseEngineAddress(address),
    tlsDir: env.PIER_ENGINE_TLS || settings.engineTlsDir,
  });
}

/** The driver of an engine that is not Pier's own, and of which is known how it is reached. */
export function attachedDriver(options: {
  endpoint: EngineEndpoint;
  /** Whether it runs on this computer. */
  isHere: boolean;
  /** In milliseconds: for one answer, and the longest wait before it is asked again. */
  patience: { answerMs: number; retryMs: number };
}): VmDriver {
  return new ExternalDriver(options);
}

export { parseEngineAddress };

function readScript(json: string | undefined): FakeScript {
  if (!json) return {};
  try {
    return JSON.parse(json) as FakeScript;
  } catch (error) {
    throw new AppError(
      'bad_input',
      `Read PIER_FAKE: ${error instanceof Error ? error.message : String(error)}.`,
      'Set it to a JSON object, or unset it.',
    );
  }
}
