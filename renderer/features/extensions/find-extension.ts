import type { Extension } from '../../../shared/contract/extensions.ts';
import { isNamed } from '../../../shared/model/extension-id.ts';

/** The extension that an address names: "org_repo", "org/repo", with or without a tag. */
export function findExtension(
  extensions: readonly Extension[],
  name: string | undefined,
): Extension | undefined {
  if (name === undefined) return undefined;
  return extensions.find((each) => isNamed(each, name));
}
