import { useState } from 'react';
import type { ExecSession } from '../../../../shared/contract/exec.ts';
import { type ErrorData, toAppError } from '../../../../shared/errors.ts';
import { useConnection } from '../../../app/connection-context.tsx';
import { notifyError } from '../../../commands/notify.ts';
import { t } from '../../../i18n/index.ts';
import type { ListStatus } from '../../../store/containers-slice.ts';
import { useLive } from '../../../store/use-live.ts';
import { type ExecChoice, FIRST_SIZE, toRequest } from './exec-choice.ts';
import { lastTerminal, rememberTerminal } from './last-terminal.ts';

export interface Exec {
  /** Of this container, the oldest first. */
  sessions: readonly ExecSession[];
  status: ListStatus;
  current: ExecSession | undefined;
  select(id: string): void;
  opening: boolean;
  /** Why the last one could not be opened. */
  failure: ErrorData | undefined;
  forgetFailure(): void;
  /** Answers whether it is open. `shown` tells whether the caller shows a failure itself. */
  open(choice: ExecChoice, shown?: (failure: ErrorData) => boolean): Promise<boolean>;
  /** Ids of sessions that were asked to end. */
  ending: ReadonlySet<string>;
  end(session: ExecSession): Promise<void>;
  dismiss(which: { id: string } | { containerId: string }): void;
}

/** The terminals of one container: they live in the backend, whatever is shown here. */
export function useExec(containerId: string): Exec {
  const connection = useConnection();
  const { value, status } = useLive((client, signal) => client.exec.watch({}, { signal }), []);
  const [selected, setSelected] = useState(() => lastTerminal(containerId));
  const [opening, setOpening] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const [ending, setEnding] = useState<ReadonlySet<string>>(new Set());
  const sessions = (value?.sessions ?? []).filter((session) => session.containerId === containerId);
  const select = (id: string) => {
    setSelected(id);
    rememberTerminal(containerId, id);
  };
  return {
    sessions,
    status,
    current: sessions.find(({ id }) => id === selected) ?? sessions.at(-1),
    select,
    opening,
    failure,
    forgetFailure: () => setFailure(undefined),
    ending,
    async open(choice, shown = () => false) {
      setOpening(true);
      setFailure(undefined);
      try {
        const session = await connection.client().exec.open(toRequest(containerId, choice, FIRST_SIZE));
        select(session.id);
        return true;
      } catch (thrown) {
        const error = toAppError(thrown).toData();
        if (!shown(error)) setFailure(error);
        return false;
      } finally {
        setOpening(false);
      }
    },
    async end({ id }) {
      setEnding((before) => new Set([...before, id]));
      try {
        await connection.client().exec.close({ id });
      } catch (thrown) {
        notifyError(`exec-${id}`, t.exec.couldNotEnd, toAppError(thrown).toData());
      } finally {
        setEnding((before) => new Set([...before].filter((each) => each !== id)));
      }
    },
    dismiss(which) {
      connection
        .client()
        .exec.dismiss(which)
        .catch(() => {
          // They are listed as long as they are there.
        });
    },
  };
}
