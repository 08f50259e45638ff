/** Whether it is a name that the engine gave, since nobody did: 64 hexadecimal digits. */
export function isAnonymousVolume(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}
