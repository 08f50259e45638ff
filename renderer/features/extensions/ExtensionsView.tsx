import { usePlace } from '../../app/location.ts';
import { ExtensionsPage } from './ExtensionsPage.tsx';
import { ExtensionTab } from './ExtensionTab.tsx';

/** The list, or the page of one extension: `#/extensions/<id>?<what its page gets>`. */
export function ExtensionsView({ parts: [name] }: { parts: readonly string[] }) {
  const { query } = usePlace();
  return name === undefined ? (
    <ExtensionsPage />
  ) : (
    <ExtensionTab key={name} name={name} search={query.toString()} />
  );
}
