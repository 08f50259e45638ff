import { IconCircleCheck } from '@tabler/icons-react';
import type { WastedFile } from '../../../shared/contract/image-layers.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Layers.module.css';

/** Files that take space and are never seen, the largest first. */
export function WastedFiles({ wasted }: { wasted: readonly WastedFile[] }) {
  if (wasted.length === 0) {
    return <Message icon={IconCircleCheck} title={t.layers.wastedNone} text={t.layers.wastedNoneText} />;
  }
  return (
    <div className={classes.files}>
      <p className={classes.filesLead}>{t.layers.wastedText}</p>
      <section
        className={classes.scroller}
        aria-label={t.layers.wastedTitle}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys must be able to scroll it
        tabIndex={0}
      >
        <table className={classes.wasted}>
          <tbody>
            {wasted.map(({ path, copies, wastedBytes }) => (
              <tr key={path}>
                <td className={classes.path} title={path}>
                  {path}
                </td>
                <td className={classes.copies}>{t.layers.copies(copies)}</td>
                <td className={classes.size}>{formatBytes(wastedBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
