export const settingsTexts = {
  settings: {
    title: 'Settings',
    sections: 'Sections of the settings',
    tabs: { resources: 'Resources', sharing: 'File sharing', network: 'Network', appearance: 'Appearance' },
    failedTitle: 'Could not read the settings',
    resourcesText:
      'What the machine may take from this computer. Memory and disk are taken as they are used, up to these limits.',
    foreignTitle: 'These are set elsewhere',
    foreignText:
      'The engine in use is not a machine of Pier. Its resources are those of the computer that it runs on.',
    cpus: 'Processors',
    cpusHint: (max: number) => `Of the ${max} of this computer.`,
    memory: 'Memory',
    memoryHint: (max: string) =>
      `Of the ${max} of this computer. The machine takes what it uses, up to this.`,
    disk: 'Disk limit',
    diskHint: (min: string) =>
      `The most that images, containers and volumes may take. It can grow from ${min} on, and cannot shrink.`,
    inUse: (amount: string) => `${amount} in use now`,
    gib: 'GiB',
    default: (value: string) => `Default: ${value}`,
    reset: 'Set to defaults',
    undo: 'Undo changes',
    apply: 'Apply',
    applyRestart: 'Apply and restart',
    applied: 'Settings were changed',
    couldNot: 'Could not change the settings',
    needs: {
      live: 'At once',
      'engine-restart': 'Needs an engine restart',
      'vm-restart': 'Needs a machine restart',
      reset: 'Needs a reset',
    },
    needsText: {
      live: 'These changes hold at once: containers keep running.',
      'engine-restart':
        'These changes need a restart of the engine: running containers are stopped, and those with a restart policy start again.',
      'vm-restart':
        'These changes need a restart of the machine: running containers are stopped, and those with a restart policy start again.',
      reset: 'A disk cannot shrink: only a reset makes a smaller one, without the data of this one.',
    },
    nextStart: 'They hold from the next start of the machine on.',
    waiting: 'Some settings wait for a restart of the machine.',
    restartNow: 'Restart now',
    ports: 'Published ports',
    portsText: 'Where a port opens that a container publishes without an address, as in “-p 8080:80”.',
    portsLocal: 'This computer only',
    portsLocalHint: '127.0.0.1. Nobody else on the network can reach it.',
    portsAll: 'The whole network',
    portsAllHint: '0.0.0.0. Other computers can reach it, as they can with Docker on Linux.',
    portsForeign: 'The engine in use opens ports itself.',
    sharedFolders: 'Shared folders',
    sharingText:
      'Folders of this computer that containers can mount, with everything in them, at the same paths: “docker run -v /home/me/project:/app”.',
    sharingForeign:
      'The engine in use is not a machine of Pier: containers mount the folders of the computer that it runs on.',
    sharingHint:
      'Changes hold at once, while containers run. A container that has a folder mounted keeps it until it is stopped. Pier’s own keys and disks are not shared, also where they lie in a shared folder.',
    shareStates: { shared: 'Shared', waiting: 'When the machine runs', absent: 'Not there' },
    stopSharing: (path: string) => `Remove ${path}`,
    remove: 'Remove',
    noFolders: 'No folder is shared: containers can mount volumes only.',
    shareHome: 'Share the home folder',
    addFolder: 'Add a folder',
    shared: 'The folder is shared',
    unshared: 'The folder is no longer shared',
    theme: 'Theme',
  },
};
