import { Tooltip } from '@mantine/core';
import type { SignedInRegistry } from '../../../shared/contract/registries.ts';
import { hrefOf } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Registries.module.css';

/** As stores call who has an identity token. */
const TOKEN_USER = '<token>';
const titles = t.registries.columns;

/** @param encrypted whether Pier keeps its logins in a file */
export function registryColumns(encrypted: boolean): readonly Column<SignedInRegistry>[] {
  return [
    {
      id: 'registry',
      title: titles.registry,
      width: 'minmax(12rem, 1.5fr)',
      narrowWidth: 'minmax(8rem, 1.5fr)',
      cell: ({ server, title }, tabIndex) => (
        <NameCell
          name={title}
          href={hrefOf(['registries', server])}
          tabIndex={tabIndex}
          below={server === title ? undefined : server}
          mono
        />
      ),
      compare: (a, b) => compareText(a.title, b.title),
      fixed: true,
    },
    {
      id: 'user',
      title: titles.user,
      width: 'minmax(7rem, 1fr)',
      cell: ({ username }) =>
        username === TOKEN_USER ? <span className={cells.dim}>{t.registries.token}</span> : username,
      tooltip: ({ username }) => username,
      compare: (a, b) => compareText(a.username, b.username),
    },
    {
      id: 'kept-in',
      title: titles.keptIn,
      width: 'minmax(10rem, 1fr)',
      room: 'middle',
      cell: ({ keptIn }) => (
        <span className={classes.keptIn}>
          {placeName(keptIn, encrypted)}
          {keptIn === 'file' && (
            <Tooltip label={t.registries.plainTip}>
              <Badge tone="warn" small>
                {t.registries.plain}
              </Badge>
            </Tooltip>
          )}
        </span>
      ),
      tooltip: ({ keptIn }) => placeName(keptIn, encrypted),
      compare: (a, b) => compareText(a.keptIn, b.keptIn),
    },
  ];
}

function placeName(keptIn: string, encrypted: boolean): string {
  const { keptIn: names } = t.registries;
  if (keptIn === 'pier') return encrypted ? names.encrypted : names.keychain;
  return keptIn === 'file' ? names.file : names.helper(keptIn);
}
