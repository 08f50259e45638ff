export const containerTabsTexts = {
  inspect: {
    label: (name: string) => `Inspect of ${name}`,
    loading: 'Asking the engine…',
    failed: 'Could not inspect the container',
    failedRefresh: 'This may be out of date',
    retry: 'Ask again',
  },
  mounts: {
    label: (name: string) => `Mounts of ${name}`,
    columns: {
      target: 'Path in the container',
      type: 'Type',
      source: 'Source',
      mode: 'Access',
      propagation: 'Propagation',
    },
    types: {
      bind: 'Folder',
      volume: 'Volume',
      tmpfs: 'Memory',
      npipe: 'Pipe',
      cluster: 'Cluster volume',
      image: 'Image',
    },
    anonymous: 'anonymous',
    inMemory: 'Gone when the container stops',
    readOnly: 'Read only',
    readWrite: 'Read and write',
    emptyTitle: 'Nothing is mounted',
    emptyText:
      'Everything this container writes is in the container itself, and gone when it is removed. Give a volume or a folder when you run it to keep data.',
    copyTarget: 'Copy path in the container',
    copySource: 'Copy source',
  },
};
