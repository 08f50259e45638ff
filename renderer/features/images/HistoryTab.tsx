import { IconAlertTriangle } from '@tabler/icons-react';
import { CreatedCell } from '../../components/data-table/CreatedCell.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import classes from './ImagePage.module.css';
import { instructionText } from './instruction-text.ts';

/** The instructions that made an image, with what each added. */
export function HistoryTab({ id }: { id: string }) {
  const { value, error } = useQuery((client, signal) => client.images.history({ id }, { signal }), [id]);
  if (error && !value) {
    return <Message icon={IconAlertTriangle} tone="bad" title={error.message} text={error.hint} />;
  }
  if (!value) return <LoadingRows label={t.image.loading} />;
  const largest = Math.max(1, ...value.map(({ sizeBytes }) => sizeBytes));
  return (
    <div className={classes.tab}>
      <p className={classes.lead}>{t.image.history.note}</p>
      <table className={classes.table} aria-label={t.image.history.table}>
        <thead>
          <tr>
            <th scope="col">{t.image.history.instruction}</th>
            <th scope="col">{t.image.history.created}</th>
            <th scope="col" className={classes.end}>
              {t.image.history.size}
            </th>
          </tr>
        </thead>
        <tbody>
          {value.map(({ createdBy, createdAt, sizeBytes, comment }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a history never changes
            <tr key={index}>
              <td>
                <code className={classes.instruction} title={comment}>
                  {instructionText(createdBy) || comment || t.layers.unknown}
                </code>
              </td>
              <td className={classes.when} title={new Date(createdAt).toLocaleString()}>
                <CreatedCell at={createdAt} />
              </td>
              <td className={classes.end}>
                {sizeBytes > 0 && (
                  <>
                    {formatBytes(sizeBytes)}
                    <span
                      className={classes.bar}
                      style={{ width: `${Math.max(2, (sizeBytes / largest) * 100)}%` }}
                      aria-hidden
                    />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
