import type { Extension, ExtensionsState } from '../../../shared/contract/extensions.ts';
import { AppError } from '../../../shared/errors.ts';
import { isNamed } from '../../../shared/model/extension-id.ts';
import type { BackendConnection } from '../connect.ts';

/** For the engine to tell how containers are, in milliseconds: what it has not told by then is unknown. */
const TELL_MS = 3000;

/** The extensions as they are now, with how their containers are where the engine runs. */
export async function readExtensions({ client }: BackendConnection): Promise<ExtensionsState> {
  const { state } = await client.machine.status({});
  const end = new AbortController();
  let found: ExtensionsState | undefined;
  const timer = setTimeout(() => end.abort(), TELL_MS);
  try {
    for await (const now of client.extensions.watch({}, { signal: end.signal })) {
      found = now;
      const isTold = now.extensions.every(({ backend }) => backend?.state !== 'unknown');
      if (isTold || state.kind !== 'running') break;
    }
  } finally {
    clearTimeout(timer);
    end.abort();
  }
  if (found) return found;
  throw new AppError('connection_lost', 'Pier did not tell which extensions there are.', 'Try again.');
}

/** The extension that a person names: "org/repo", with or without a tag, or "org_repo". @throws AppError */
export async function requireExtension(connection: BackendConnection, name: string): Promise<Extension> {
  const { extensions } = await readExtensions(connection);
  const found = extensions.find((each) => isNamed(each, name));
  if (found) return found;
  throw new AppError(
    'extension_not_found',
    `Find the extension '${name}': it is not installed.`,
    'See those that are: pier extension ls',
  );
}
