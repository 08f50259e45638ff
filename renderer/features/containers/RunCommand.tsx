import { shellQuote } from '../../../shared/shell-quote.ts';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { usePier } from '../../store/store.ts';

/** The command that runs a first container in a shell. */
export function RunCommand() {
  const socket = usePier((state) => state.machine.status?.dockerSocket);
  return socket && <CopyableCode code={`docker -H ${shellQuote(`unix://${socket}`)} run -d nginx:alpine`} />;
}
