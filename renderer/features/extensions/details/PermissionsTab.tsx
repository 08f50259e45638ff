import { useState } from 'react';
import type { Extension, ExtensionPermissions } from '../../../../shared/contract/extensions.ts';
import { useConnection } from '../../../app/connection-context.tsx';
import { AbilityList } from '../abilities/AbilityList.tsx';
import { setPermissions } from '../extension-commands.ts';
import classes from './Details.module.css';

/** What an extension that is installed may do. A change holds from the next thing that it does on. */
export function PermissionsTab({ extension }: { extension: Extension }) {
  const connection = useConnection();
  const [draft, setDraft] = useState<ExtensionPermissions>();
  const change = async (permissions: ExtensionPermissions) => {
    setDraft(permissions);
    await setPermissions(extension, permissions, connection);
    setDraft(undefined);
  };
  return (
    <div className={classes.permissions}>
      <AbilityList
        abilities={extension.abilities}
        permissions={draft ?? extension.permissions}
        onChange={(permissions) => void change(permissions)}
      />
    </div>
  );
}
