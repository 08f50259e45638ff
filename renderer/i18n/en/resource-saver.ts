export const resourceSaverTexts = {
  resourceSaver: {
    title: 'Resource Saver',
    text: 'Pauses the machine while no container runs in it and hands its memory back. It wakes within a moment when Docker is used.',
    enable: 'Use Resource Saver',
    delay: 'Minutes without a container before that',
    atOnce: 'Changes hold at once.',
  },
  space: {
    title: 'In use now',
    text: 'What the machine takes from this computer, what it may take, and what it has given back since it started.',
    memory: 'Memory',
    disk: 'Disk',
    columns: { what: 'Resource', used: 'In use', limit: 'May use', returned: 'Given back' },
    notRunning: 'The machine does not run: it takes no memory.',
    reclaim: 'Reclaim now',
    reclaimHint:
      'Drops what the machine only keeps in case it is read again, and gives back what its disk does not use.',
    reclaimed: 'Memory and disk were given back',
    reclaimedText: (memory: string, disk: string) => `${memory} of memory, ${disk} of disk.`,
    couldNot: 'Could not give memory and disk back',
  },
};
