export const containerTexts = {
  detail: {
    back: (list: string) => `Back to ${list}`,
    sections: (name: string) => `Sections of ${name}`,
  },
  container: {
    notFound: 'There is no such container',
    notFoundText: (id: string) => `The engine has no container “${id}”. It may have been removed.`,
    toList: 'Show all containers',
    removed: 'Removed',
    tabs: {
      logs: 'Logs',
      inspect: 'Inspect',
      mounts: 'Mounts',
      exec: 'Exec',
      files: 'Files',
      stats: 'Stats',
    },
  },
};
