export const appTexts = {
  app: {
    name: 'Pier',
    skipToContent: 'Skip to content',
    mainNavigation: 'Main navigation',
    dismiss: 'Dismiss',
    close: 'Close',
    loading: 'Loading…',
    cancel: 'Cancel',
    copy: 'Copy',
    copied: 'Copied',
    crashed: 'This view stopped working',
    crashedHint: 'Reload to go on: your containers and the engine are not affected.',
    reload: 'Reload',
  },
  theme: {
    label: 'Theme',
    light: 'Light',
    dark: 'Dark',
    auto: 'Same as system',
  },
  connection: {
    connecting: 'Connecting to Pier…',
    lost: 'The connection to Pier was lost. What you see may be out of date.',
    retryIn: (seconds: number) => `Next try in ${seconds} s`,
    retrying: 'Reconnecting…',
    retryNow: 'Reconnect now',
    signedOut: 'This page is no longer signed in to Pier.',
    signedOutHint:
      'Pier was started again. Open the address it printed, or run “npm start” to get a new one.',
  },
  statusBar: {
    cpu: 'CPU',
    memory: 'Memory',
    disk: 'Disk',
    cpuTitle: (percent: string, cpus: number) =>
      `${percent} of ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'} in use`,
    ofTotal: (used: string, total: string) => `${used} of ${total} in use`,
    of: (total: string) => `of ${total}`,
    returned: (amount: string) => `${amount} given back`,
    returnedTitle: (memory: string, disk: string) =>
      `Given back to this computer since the start: ${memory} of memory, ${disk} of disk`,
    docker: (version: string) => `Docker ${version}`,
  },
};
