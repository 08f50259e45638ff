import type { HttpService, Lists, Navigate, Toast } from './dd-client.ts';
import { collect, type ExecPlace, spawn } from './exec.ts';

/** What happened: output, or the exit code. */
type SpawnCallback = (
  data: { stdout?: string; stderr?: string; code?: number } | undefined,
  error: unknown,
) => void;

/** The methods of before 0.2, which are still there beside those of now. Commands are whole command lines. */
export function legacyClient(parts: {
  docker: ExecPlace;
  host: ExecPlace;
  vm: ExecPlace | undefined;
  /** In another container of the extension. */
  container(name: string): ExecPlace;
  service: HttpService | undefined;
  lists: Lists;
  toast: Toast;
  navigate: Navigate;
  openExternal(url: string): void;
}) {
  const { docker, host, vm, service, lists, toast, navigate, openExternal } = parts;
  const spawning =
    (place: ExecPlace) =>
    (cmd: string, args: string[] = [], callback: SpawnCallback = () => {}): void => {
      spawn(
        place,
        [cmd, ...args].map(String),
        {},
        {
          onOutput: (data) => callback(data, undefined),
          onError: (error) => callback(undefined, error),
          onClose: (code) => callback({ code }, undefined),
        },
      );
    };
  return {
    ...(vm && {
      backend: {
        ...service,
        execInContainer: (container: string, cmd: string) =>
          collect(parts.container(String(container)), [String(cmd)]),
        execInVMExtension: (cmd: string) => collect(vm, [String(cmd)]),
        spawnInVMExtension: spawning(vm),
      },
    }),
    ...lists,
    toastSuccess: toast.success,
    toastWarning: toast.warning,
    toastError: toast.error,
    execHostCmd: (cmd: string) => collect(host, [String(cmd)]),
    spawnHostCmd: spawning(host),
    execDockerCmd: (cmd: string, ...args: string[]) => collect(docker, [cmd, ...args].map(String)),
    spawnDockerCmd: spawning(docker),
    navigateToContainers: navigate.viewContainers,
    navigateToContainer: navigate.viewContainer,
    navigateToContainerLogs: navigate.viewContainerLogs,
    navigateToContainerInspect: navigate.viewContainerInspect,
    navigateToContainerStats: navigate.viewContainerStats,
    navigateToImages: navigate.viewImages,
    navigateToImage: navigate.viewImage,
    navigateToVolumes: navigate.viewVolumes,
    navigateToVolume: navigate.viewVolume,
    navigateToDevEnvironments: navigate.viewDevEnvironments,
    openExternal,
  };
}
