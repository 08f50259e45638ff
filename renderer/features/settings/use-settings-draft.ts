import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';

type Draft = Partial<UserSettings>;

export interface SettingsDraft {
  /** The settings as they are shown: what is on its way counts. */
  values: UserSettings;
  draft: Draft;
  setDraft(draft: Draft): void;
  /** Holds at once. What is refused is told, and shown as it was. Never rejects. */
  change(next: Draft): Promise<void>;
}

/** Settings that hold as soon as they are touched. */
export function useSettingsDraft(state: SettingsState): SettingsDraft {
  const connection = useConnection();
  const [draft, setDraft] = useState<Draft>({});
  const change = async (next: Draft) => {
    setDraft(next);
    try {
      await connection.client().settings.set(next);
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setDraft({});
  };
  return { values: { ...state.settings, ...draft }, draft, setDraft, change };
}
