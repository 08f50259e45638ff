import { usePlace } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { ExtensionsHome } from './ExtensionsHome.tsx';
import { ExtensionTab } from './ExtensionTab.tsx';
import { findExtension } from './find-extension.ts';

/** What is told of extensions, or the page of one extension: `#/extensions/<id>?<what its page gets>`. */
export function ExtensionsView({ parts: [name] }: { parts: readonly string[] }) {
  const { query } = usePlace();
  return name === undefined ? (
    <ExtensionsHome />
  ) : (
    <ExtensionTab key={name} name={name} search={query.toString()} />
  );
}

/** The extension's own title above its page: that has none of ours. */
export function ExtensionHeading({ parts: [name] }: { parts: readonly string[] }) {
  const extensions = usePier((state) => state.extensions?.extensions);
  return findExtension(extensions ?? [], name)?.page?.title ?? t.extensions.title;
}
