import { expect, it } from 'vitest';
import { askAfterCrashes, desktopServices } from './dialogs.ts';

type Electron = Parameters<typeof desktopServices>[0];

function services(answer: { canceled: boolean; filePaths: string[] }, focused?: object) {
  const asked: unknown[][] = [];
  const electron = {
    BrowserWindow: { getFocusedWindow: () => focused ?? null },
    dialog: {
      showOpenDialog: async (...parameters: unknown[]) => {
        asked.push(parameters);
        return answer;
      },
    },
    shell: { showItemInFolder: (path: string) => asked.push([path]) },
  };
  return { asked, services: desktopServices(electron as unknown as Electron) };
}

it('asks for a folder above the window, and for a file of a sort', async () => {
  const window = {};
  const { asked, services: desktop } = services({ canceled: false, filePaths: ['/a'] }, window);
  const choice = { kind: 'folder' as const, title: 'Folder', start: '/home', extensions: undefined };
  expect(await desktop.choosePath(choice)).toBe('/a');
  expect(asked[0]).toEqual([
    window,
    { title: 'Folder', defaultPath: '/home', properties: ['openDirectory', 'createDirectory'] },
  ]);
  const extensions = { name: 'Archives', list: ['tar'] };
  await desktop.choosePath({ kind: 'file', title: 'File', start: undefined, extensions });
  expect(asked[1]?.[1]).toMatchObject({
    title: 'File',
    filters: [{ extensions: ['tar'] }, { extensions: ['*'] }],
  });
});

it('has no path where the person chose none, and asks without a window where there is none', async () => {
  const { asked, services: desktop } = services({ canceled: true, filePaths: [] });
  const choice = { kind: 'file' as const, title: 'File', start: undefined, extensions: undefined };
  expect(await desktop.choosePath(choice)).toBeUndefined();
  expect(asked[0]).toHaveLength(1);
  desktop.reveal('/a');
  expect(asked[1]).toEqual(['/a']);
});

it.each([
  [0, 'reload'],
  [1, 'quit'],
])('an answer of %s means %s, and closing the question stops nothing', async (response, choice) => {
  const options: { cancelId?: number }[] = [];
  const dialog = {
    showMessageBox: async (_: unknown, asked: { cancelId?: number }) => {
      options.push(asked);
      return { response };
    },
  };
  const electron = { dialog } as unknown as Parameters<typeof askAfterCrashes>[0];
  expect(await askAfterCrashes(electron, {} as never)).toBe(choice);
  expect(options[0]?.cancelId).toBe(0);
});
