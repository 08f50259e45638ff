import type { UpdateObstacle } from '../../../shared/contract/updates.ts';

const obstacles: Record<
  UpdateObstacle,
  { title: string; text: (detail: string) => string; command?: string }
> = {
  headless: {
    title: 'Pier is shown in a browser here',
    text: () =>
      'This host does not replace itself. Update Pier where it was installed, in the way that it was installed, and start it again.',
  },
  sources: {
    title: 'This copy of Pier is run from its sources',
    text: () => 'Fetch newer ones, and start it again: npm start builds what is stale.',
    command: 'git pull && npm start',
  },
  unpacked: {
    title: 'This copy of Pier is a folder that nobody installed',
    text: () =>
      'It does not replace itself. Download the newer version in the same way, and put it in the place of this folder. An installed Pier, and an AppImage, update themselves.',
  },
  package: {
    title: 'Pier was installed by your package manager',
    text: (format) =>
      `Putting another ${format} package in its place takes the rights of an administrator, which Pier never uses for updates. Download the newer ${format} package, and install it as you did this one.`,
  },
  store: {
    title: 'Pier was installed from a store',
    text: (store) => `${store} updates it.`,
  },
  'read-only': {
    title: 'Pier lies where you may not write',
    text: (path) =>
      `“${path}” cannot be replaced with your rights. Move Pier to a folder of your own, or have whoever installed it there replace it.`,
  },
  elevated: {
    title: 'Pier runs with the rights of an administrator',
    text: () =>
      'It does not update itself then: nothing that comes over the network is to be given such rights. Start Pier as yourself.',
  },
  'no-source': {
    title: 'This copy of Pier does not know where newer ones come from',
    text: () => 'It was built without an update server. Get newer versions from where you got this one.',
  },
  broken: {
    title: 'The updater of this copy does not work',
    text: () =>
      'Pier’s log says why: pier logs. Get the newer version from where you got this one, and install it over this.',
  },
};

/** Newer versions of the desktop app. */
export const updatesTexts = {
  updates: {
    title: 'Software updates',
    about: (version: string) => `Pier Desktop ${version}`,
    licence: 'Free software under the Apache License 2.0.',
    home: 'Installation',
    channel: 'Channel',
    checked: 'Last check',
    never: 'Not yet',
    state: {
      idle: 'This is the newest version',
      unknown: 'Not looked for since Pier started',
      checking: 'Looking for updates…',
      offline: 'You are offline',
      available: (version: string) => `Version ${version} is available`,
      downloading: (version: string) => `Downloading version ${version}`,
      ready: (version: string) => `Version ${version} is ready`,
      postponed: (version: string) => `Version ${version} waits`,
      installing: (version: string) => `Restarting to version ${version}`,
      failed: {
        check: 'Could not look for updates',
        download: 'Could not download the update',
        install: 'Could not install the update',
      },
    },
    offlineText: 'Updates are looked for again when the network is back.',
    readyText: 'A restart of Pier installs it.',
    readyRunning: (count: number) =>
      `A restart of Pier installs it. ${containers(count)} would be stopped for that.`,
    postponedText: (count: number | undefined) =>
      count
        ? `${containers(count)} still ${count === 1 ? 'runs' : 'run'}. A minute after the last one has ended, Pier restarts by itself.`
        : 'When no container has run for a minute and nothing else is going on, Pier restarts by itself.',
    installingText: 'The engine is stopped in order first. Pier comes back by itself.',
    progress: (received: string, total: string, speed: string) => `${received} of ${total}, ${speed}/s`,
    progressLabel: 'Downloaded',
    size: (size: string) => `${size} to download`,
    released: (date: string) => `Released ${date}`,
    notes: 'What is new',
    noNotes: 'The publisher wrote nothing about this version.',
    check: 'Check for updates',
    download: 'Download',
    cancel: 'Cancel the download',
    restart: 'Restart to update…',
    restartNow: 'Restart now…',
    wait: 'Wait until none runs',
    doNotWait: 'Do not wait',
    again: 'Try again',
    later: 'Later',
    show: 'What is new',
    ready: (version: string) => `Pier ${version} is ready to be installed.`,
    updated: (version: string) => `Pier was updated to version ${version}`,
    updatedFrom: (from: string) => `Before it was ${from}.`,
    dialogTitle: (version: string) => `Restart to update to ${version}`,
    dialogNone: 'No container runs. Pier quits, is replaced, and comes back by itself.',
    dialogRunning: (count: number) =>
      `${containers(count)} ${count === 1 ? 'runs and is' : 'run and are'} stopped. Those with a restart policy start again with the new version, others do not.`,
    dialogUnknown:
      'The engine does not tell at the moment whether containers run. Those that do are stopped.',
    dialogTasks: (count: number) =>
      count === 1
        ? 'One task that is under way is cancelled.'
        : `${count} tasks that are under way are cancelled.`,
    confirm: 'Restart',
    confirmRunning: (count: number) => `Stop ${containers(count).toLowerCase()} and restart`,
    couldNot: {
      check: 'Could not look for updates',
      download: 'Could not download the update',
      cancel: 'Could not cancel the download',
      restart: 'Could not restart for the update',
      postpone: 'Could not wait',
      unpostpone: 'Could not end the wait',
    },
    settings: 'How Pier updates',
    channelLabel: 'Versions',
    stable: 'Finished ones',
    stableHint: 'What is meant for everybody.',
    beta: 'Those to try as well',
    betaHint:
      'Before they are finished. Back on finished ones, Pier waits for the next that is newer than what you have.',
    checkForUpdates: 'Look for updates',
    checkForUpdatesHint:
      'After a start and twice a day, from the update server alone. Nothing about you or this computer is sent.',
    downloadUpdates: 'Download them',
    downloadUpdatesHint: 'In the background. Nothing is installed unless you say so.',
    obstacles,
    notice: {
      available: (version: string) => `Pier ${version} is available`,
      ready: (version: string) => `Pier ${version} is ready`,
      click: 'Click to see what is new.',
      updated: (version: string) => `Pier was updated to ${version}`,
    },
  },
};

function containers(count: number): string {
  return count === 1 ? 'One container' : `${count} containers`;
}
