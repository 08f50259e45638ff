import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { EngineEndpoint, VmDriver } from '../../../vm/drivers/driver.ts';
import { parseEngineAddress } from '../../../vm/drivers/external/engine-address.ts';
import { ExternalDriver } from '../../../vm/drivers/external/external-driver.ts';
import { FakeDriver } from '../../../vm/drivers/fake/fake-driver.ts';
import type { FakeScript } from '../../../vm/drivers/fake/fake-script.ts';
import { QemuDriver } from '../../../vm/drivers/qemu/qemu-driver.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { ensureImage } from '../../../vm/image/ensure-image.ts';
import { buildOrFetch } from '../../../vm/image/fetch-image.ts';
import { keptImage } from '../../../vm/image/kept-image.ts';
import type { Logger } from '../log/logger.ts';
import { hostGet } from '../network/host-get.ts';
import type { HostProxies } from '../network/host-proxies.ts';
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

const driverName = z.enum(['qemu', 'external', 'fake']);

/**
 * The driver that is asked for: PIER_DRIVER, else the settings. An external engine is named by PIER_ENGINE
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
    case 'external':
      return externalDriver(options);
    case 'fake':
      return new FakeDriver(readScript(env.PIER_FAKE), { consolePath: options.files.logs.console });
  }
}

function qemuDriver({ files, cacheDir, log, env, settings, proxies }: SelectDriverOptions): VmDriver {
  const { platform, arch } = process;
  const get = hostGet(proxies ?? (() => hostProxies(settings, env)));
  const build = buildOrFetch({ cacheDir, target: { platform, arch }, get });
  return new QemuDriver({
    files,
    env,
    log,
    ensureImage: (image) => ensureImage({ ...image, cacheDir, build }),
    image: keptImage(cacheDir),
  });
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
