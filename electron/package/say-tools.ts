/** What a target takes beside the app, which electron-builder fetches; and the variables that name one that is here. */
const TOOLS: Record<string, { tools: string; variables: readonly string[] }> = {
  AppImage: { tools: "AppImage's runtime and mksquashfs", variables: ['APPIMAGE_TOOLS_PATH'] },
  deb: { tools: 'fpm', variables: ['CUSTOM_FPM_PATH', 'USE_SYSTEM_FPM'] },
  rpm: { tools: 'fpm (and rpmbuild, of this computer)', variables: ['CUSTOM_FPM_PATH', 'USE_SYSTEM_FPM'] },
  dmg: { tools: 'dmgbuild', variables: ['CUSTOM_DMGBUILD_PATH'] },
  nsis: { tools: 'NSIS and its resources', variables: ['ELECTRON_BUILDER_NSIS_DIR'] },
};

/**
 * What a target is about to fetch, in words; undefined for one that takes nothing. electron-builder names an address
 * alone where it cannot.
 * @param target as electron-builder calls it, in any case
 */
export function toolsOf(target: string, env: NodeJS.ProcessEnv): string | undefined {
  const found = Object.entries(TOOLS).find(([name]) => name.toLowerCase() === target.toLowerCase());
  if (!found || found[1].variables.some((name) => env[name])) return undefined;
  const [name, { tools, variables }] = found;
  return `${name} takes ${tools}, fetched from electron-builder's releases. Without a network set ${variables.join(' or ')}.`;
}
