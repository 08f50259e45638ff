/** What the desktop app says in dialogs and windows of the system. */
export const desktopTexts = {
  desktop: {
    cannotStart: 'Pier Desktop cannot start',
    crashedTitle: 'The window of Pier crashed again and again',
    crashedText: 'Containers keep running. Load the window anew, or quit Pier and stop the engine.',
    reload: 'Load it anew',
    quit: 'Quit Pier',
    backendCrashed: 'Pier met an error that it cannot go on after, and quits',
    backendCrashedText: 'The engine is stopped in order. Pier’s log has more: pier logs',
    staysTitle: 'Pier goes on in the tray',
    staysText: 'Containers keep running. Settings > Desktop app has what closing the window means.',
    saved: (name: string) => `${name} was saved`,
    showInFolder: 'Click to show it in its folder.',
    archives: 'Archives',
    couldNotChoose: 'Could not open the dialog of the system',
    reveal: 'Show in its folder',
    couldNotReveal: 'Could not show it in its folder',
    noLoginItem: 'A copy of Pier that is run from its sources cannot start at sign-in on this system.',
  },
  quitting: {
    title: 'Quitting Pier',
    text: 'The engine is being stopped. Containers get time to end properly.',
    forced: 'The engine is ended at once.',
    limit: 'What does not end in time is ended by force.',
  },
};
