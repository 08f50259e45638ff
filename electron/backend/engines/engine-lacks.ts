import type { EngineLack } from '../../../shared/contract/engines.ts';
import type { DriverCapabilities } from '../../../vm/drivers/driver.ts';
import type { EngineTarget } from './engine-target.ts';

/** Of GET /version. */
export interface ApiVersion {
  Version?: string;
  ApiVersion?: string;
  Os?: string;
  Arch?: string;
  Components?: { Name?: string; Version?: string }[] | null;
}

/** Of GET /info. */
export interface ApiInfo {
  Name?: string;
  OperatingSystem?: string;
  OSType?: string;
  Architecture?: string;
  CgroupDriver?: string;
  MemoryLimit?: boolean;
  SwapLimit?: boolean;
  CpuCfsQuota?: boolean;
  CPUShares?: boolean;
  PidsLimit?: boolean;
  SecurityOptions?: string[] | null;
}

export interface EngineFacts {
  version: ApiVersion;
  info: ApiInfo;
}

/** The API of Docker 20.10: what Pier is tested with at least. */
const LEAST_API = [1, 41] as const;
/** BuildKit came with Docker 18.09. */
const BUILDKIT_API = [1, 39] as const;

/** What follows from who runs the engine and from where it is, whether it answers or not. */
export function lacksOfPlace(place: {
  hasMachine: boolean;
  publishedPorts: DriverCapabilities['publishedPorts'];
  target?: EngineTarget | undefined;
  /** See DriverCapabilities. */
  limitsOfAll?: boolean;
  /** The data are not in a file that could be copied. */
  keepsDataItself?: boolean;
}): EngineLack[] {
  const lacks: EngineLack[] = [];
  const add = (id: string, title: string, text: string) => lacks.push({ id, title, text });
  const { target } = place;
  if (target?.kind === 'tcp' && !target.tls) {
    add(
      'encryption',
      'No encryption',
      'Whoever is on the network in between can read along and use this engine.',
    );
  } else if (target?.kind === 'tcp' && target.tls?.verify === false) {
    add(
      'verification',
      'No check of its certificate',
      'The context skips it: another computer could pass itself off as this one.',
    );
  }
  if (!place.hasMachine) {
    add(
      'resources',
      'No machine of Pier',
      'It is run by somebody else: Pier cannot start or stop it, or limit its processors, memory and disk.',
    );
    add('snapshots', 'No snapshots', 'Snapshots, export and import are of the disk of Pier’s own machine.');
  }
  if (place.limitsOfAll) {
    add(
      'limits',
      'Limits for all',
      'Processors, memory and swap hold for everything in the same virtual machine of this computer, and change when that starts anew: after `wsl --shutdown`, which ends all distributions.',
    );
  }
  if (place.keepsDataItself) {
    add(
      'snapshots',
      'No snapshots',
      'The data are in a virtual disk of the system’s own: snapshots, export, import and another place for it are not there yet.',
    );
  }
  if (place.publishedPorts === 'elsewhere') {
    add(
      'ports',
      'Ports are not on this computer',
      'What containers publish is open on the computer of the engine.',
    );
    add(
      'shared-folders',
      'No folders of this computer',
      'A path that is mounted into a container is one of the engine’s computer.',
    );
  }
  return lacks;
}

/** What follows from what the engine answers. */
export function lacksOfEngine({ version, info }: EngineFacts): EngineLack[] {
  const lacks: EngineLack[] = [];
  const add = (id: string, title: string, text: string) => lacks.push({ id, title, text });
  const api = version.ApiVersion ?? '';
  const podman = version.Components?.some(({ Name }) => /podman/i.test(Name ?? '')) ?? false;
  if (podman) {
    add(
      'docker',
      'Not Docker',
      'Podman answers in Docker’s words. Builds with BuildKit, swarm and some events are missing.',
    );
  }
  if (api && isOlder(api, LEAST_API)) {
    add(
      'api',
      `Old API ${api}`,
      `Docker ${version.Version ?? ''} is older than 20.10. Some views may stay empty, and some actions fail.`.replace(
        '  ',
        ' ',
      ),
    );
  }
  const isWindows = info.OSType === 'windows' || version.Os === 'windows';
  if (isWindows) {
    add(
      'linux',
      'Windows containers',
      'Files, terminals and volumes are made for Linux containers, and may not work.',
    );
  }
  if (!podman && (isWindows || (api && isOlder(api, BUILDKIT_API)))) {
    add(
      'buildkit',
      'No BuildKit',
      'Images are built by the classic builder: without secrets, and one step after the other.',
    );
  }
  if (info.CgroupDriver === 'none') {
    add('cgroup', 'No control groups', 'Limits of containers have no effect, and use is not measured.');
  } else if (!isWindows) {
    const missing = [
      info.MemoryLimit === false && 'memory',
      info.SwapLimit === false && 'swap',
      (info.CpuCfsQuota === false || info.CPUShares === false) && 'processors',
      info.PidsLimit === false && 'processes',
    ].filter((each) => each !== false);
    if (missing.length > 0) {
      add(
        'limits',
        `No limits for ${list(missing)}`,
        'The kernel there cannot keep them: what is set for a container has no effect.',
      );
    }
  }
  if (info.SecurityOptions?.some((option) => option.startsWith('name=rootless'))) {
    add('root', 'Runs without root', 'Ports below 1024 cannot be published unless that computer allows it.');
  }
  return lacks;
}

function isOlder(api: string, [major, minor]: readonly [number, number]): boolean {
  const [theirMajor = 0, theirMinor = 0] = api.split('.').map(Number);
  return theirMajor < major || (theirMajor === major && theirMinor < minor);
}

/** "memory, swap and processes" */
function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
