import type { OutgoingHttpHeaders } from 'node:http';
import { CancellationToken, Provider, type ResolvedUpdateFileInfo, type UpdateInfo } from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js';
import { AppError } from '../../../shared/errors.ts';
import { verifiedMetadata } from './metadata-signature.ts';
import { type ReleaseMetadata, readMetadata, type UpdateChannel } from './release-metadata.ts';
import type { UpdateSource } from './update-source.ts';

/** Small, and from near: whoever has not answered by then will not. In milliseconds. */
export const ANSWER_LIMIT_MS = 20_000;
/** As electron-builder names what it writes. */
const FILES: Readonly<Record<UpdateChannel, string>> = { stable: 'latest', beta: 'beta' };

export interface SignedProviderOptions extends UpdateSource {
  channel: UpdateChannel;
  /** The version that runs. */
  installed: string;
  answerLimitMs?: number;
}

export type SignedUpdateInfo = UpdateInfo & ReleaseMetadata;

/** What electron-updater asks for newer versions: a generic server (files in a folder) whose metadata must be signed. */
export class SignedProvider extends Provider<SignedUpdateInfo> {
  readonly #options: SignedProviderOptions;

  constructor(options: SignedProviderOptions, runtime: ProviderRuntimeOptions) {
    super(runtime);
    this.#options = options;
  }

  /** The library makes a number for each person and sends it along. Nobody is counted here. */
  override setRequestHeaders(headers: OutgoingHttpHeaders | null): void {
    const { 'x-user-staging-id': _, ...rest } = headers ?? {};
    super.setRequestHeaders(rest);
  }

  /** @throws AppError `update_refused`, `update_server_failed`; what the request fails with otherwise */
  async getLatestVersion(): Promise<SignedUpdateInfo> {
    const { publicKeys, channel, installed } = this.#options;
    const name = `${this.getCustomChannelName(FILES[channel])}.yml`;
    const text = verifiedMetadata(name, await this.#request(name), publicKeys);
    const metadata = readMetadata(text, { installed, channel });
    // Both are deprecated, and demanded by the type.
    const [{ url: path, sha512 } = { url: '', sha512: '' }] = metadata.files;
    return { ...metadata, releaseDate: metadata.releaseDate ?? '', path, sha512 } as SignedUpdateInfo;
  }

  resolveFiles({ files }: SignedUpdateInfo): ResolvedUpdateFileInfo[] {
    return files.map((info) => ({ url: new URL(encodeURIComponent(info.url), this.#options.url), info }));
  }

  /** With a limit of its own: Electron's requests have none. */
  async #request(name: string): Promise<string> {
    const { url, answerLimitMs = ANSWER_LIMIT_MS, channel } = this.#options;
    const address = new URL(name, url);
    // Past caches between here and there.
    address.searchParams.set('t', Date.now().toString(36));
    const token = new CancellationToken();
    const limit = setTimeout(() => token.cancel(), answerLimitMs);
    try {
      return (await this.httpRequest(address, { accept: '*/*' }, token)) ?? '';
    } catch (error) {
      if (token.cancelled) throw silent(address, answerLimitMs);
      if ((error as { statusCode?: number }).statusCode === 404) throw noChannel(channel, address);
      throw error;
    } finally {
      clearTimeout(limit);
      token.dispose();
    }
  }
}

/** The provider as `setFeedURL` takes one: the library makes it. */
export function signedProvider(options: SignedProviderOptions) {
  return class extends SignedProvider {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(options, runtime);
    }
  };
}

function silent({ host }: URL, limitMs: number): AppError {
  return new AppError(
    'update_server_failed',
    `Look for updates: '${host}' did not answer within ${Math.ceil(limitMs / 1000)} seconds.`,
    'Try again later. If a proxy is needed here, set it in Settings > Network.',
  );
}

function noChannel(channel: UpdateChannel, { host }: URL): AppError {
  return new AppError(
    'update_server_failed',
    `Look for updates: '${host}' has no version for this system in the channel '${channel}'.`,
    channel === 'beta' ? 'Choose the stable channel, or try again later.' : 'Try again later.',
  );
}
