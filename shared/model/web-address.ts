/** True for what may be handed to a person's browser; never a file, a script or another program's scheme. */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
