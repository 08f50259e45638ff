/** The id of the terminal of a container that was shown last, for as long as the page's tab is open. */
export function lastTerminal(containerId: string): string | undefined {
  return sessionStorage.getItem(`pier-exec-${containerId}`) ?? undefined;
}

export function rememberTerminal(containerId: string, id: string): void {
  try {
    sessionStorage.setItem(`pier-exec-${containerId}`, id);
  } catch {
    // A browser without storage shows the newest.
  }
}
