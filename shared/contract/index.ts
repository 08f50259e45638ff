import { appContract } from './app.ts';
import { buildsContract } from './builds.ts';
import { composeContract } from './compose.ts';
import { containersContract } from './containers.ts';
import { credentialsContract } from './credentials.ts';
import type { ClientOf, HandlersOf } from './define.ts';
import { desktopContract } from './desktop.ts';
import { diagnosticsContract } from './diagnostics.ts';
import { dockerCliContract } from './docker-cli.ts';
import { enginesContract } from './engines.ts';
import { execContract } from './exec.ts';
import { extensionCatalogueContract } from './extension-catalogue.ts';
import { extensionViewsContract } from './extension-views.ts';
import { extensionsContract } from './extensions.ts';
import { filesContract } from './files.ts';
import { hostFilesContract } from './host-files.ts';
import { imageLayersContract } from './image-layers.ts';
import { imagesContract } from './images.ts';
import { logsContract } from './logs.ts';
import { machineContract } from './machine.ts';
import { machineDataContract } from './machine-data.ts';
import { networksContract } from './networks.ts';
import { portsContract } from './ports.ts';
import { registriesContract } from './registries.ts';
import { savedSearchesContract } from './saved-searches.ts';
import { settingsContract } from './settings.ts';
import { sharesContract } from './shares.ts';
import { statsContract } from './stats.ts';
import { tableChoicesContract } from './table-choices.ts';
import { tasksContract } from './tasks.ts';
import { updatesContract } from './updates.ts';
import { volumesContract } from './volumes.ts';

/** Everything that can be asked of the backend, by the desktop, a browser, the CLI and extensions alike. */
export const contract = {
  app: appContract,
  machine: machineContract,
  machineData: machineDataContract,
  desktop: desktopContract,
  diagnostics: diagnosticsContract,
  dockerCli: dockerCliContract,
  engines: enginesContract,
  containers: containersContract,
  credentials: credentialsContract,
  exec: execContract,
  extensions: extensionsContract,
  extensionCatalogue: extensionCatalogueContract,
  extensionViews: extensionViewsContract,
  images: imagesContract,
  savedSearches: savedSearchesContract,
  tableChoices: tableChoicesContract,
  registries: registriesContract,
  settings: settingsContract,
  shares: sharesContract,
  stats: statsContract,
  networks: networksContract,
  compose: composeContract,
  imageLayers: imageLayersContract,
  builds: buildsContract,
  hostFiles: hostFilesContract,
  files: filesContract,
  volumes: volumesContract,
  logs: logsContract,
  ports: portsContract,
  tasks: tasksContract,
  updates: updatesContract,
};

export type PierContract = typeof contract;
export type PierClient = ClientOf<PierContract>;
export type PierHandlers = HandlersOf<PierContract>;
