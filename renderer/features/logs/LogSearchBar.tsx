import { ActionIcon, Loader, TextInput, Tooltip } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconFilter,
  IconLetterCase,
  IconRegex,
  IconSearch,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { Tool } from '../../components/Tool.tsx';
import { t } from '../../i18n/index.ts';
import classes from './LogToolbar.module.css';
import type { LogSearch, SearchStatus } from './search/log-search.ts';
import type { Searching } from './search/searching.ts';

export interface LogSearchBarProps {
  search: LogSearch;
  searching: Searching;
  /** Place of the match that a person is at, from 0. */
  place: number | undefined;
  input: RefObject<HTMLInputElement | null>;
  onSearching(searching: Searching): void;
  onStep(direction: 1 | -1): void;
  /** Escape, with nothing typed. */
  onLeave(): void;
}

/** The search of a log: plain or as a regular expression, to the next and the previous match. */
export function LogSearchBar(props: LogSearchBarProps) {
  const { search, searching, place, input, onStep, onLeave } = props;
  const { typed, regex, caseSensitive, onlyMatches } = searching;
  const { status } = search;
  const count = search.matches.length;
  const change = (changed: Partial<Searching>) => props.onSearching({ ...searching, ...changed });
  const problem = problemOf(status);
  const noStep = count === 0;
  return (
    <search className={classes.search} data-searching={status.kind === 'searching' || undefined}>
      <TextInput
        ref={input}
        className={classes.input}
        size="xs"
        leftSection={
          status.kind === 'searching' && count === 0 ? <Loader size={12} /> : <IconSearch size={14} />
        }
        placeholder={t.logs.search.placeholder}
        aria-label={t.logs.search.label}
        value={typed}
        error={problem !== undefined}
        spellCheck={false}
        autoComplete="off"
        rightSectionWidth={54}
        rightSection={
          <span className={classes.switches}>
            <Switch
              label={t.logs.search.caseSensitive}
              icon={IconLetterCase}
              on={caseSensitive}
              onClick={() => change({ caseSensitive: !caseSensitive })}
            />
            <Switch
              label={t.logs.search.regex}
              icon={IconRegex}
              on={regex}
              onClick={() => change({ regex: !regex })}
            />
          </span>
        }
        onChange={(event) => change({ typed: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            onStep(event.shiftKey ? -1 : 1);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            if (typed === '') onLeave();
            else change({ typed: '' });
          }
        }}
      />
      {typed !== '' && (
        <>
          <span
            className={classes.count}
            role="status"
            title={problem}
            data-problem={problem !== undefined || undefined}
          >
            {problem ?? countOf(count, place, status)}
          </span>
          <Tool
            label={t.logs.search.previous}
            icon={IconChevronUp}
            disabled={noStep}
            onClick={() => onStep(-1)}
          />
          <Tool
            label={t.logs.search.next}
            icon={IconChevronDown}
            disabled={noStep}
            onClick={() => onStep(1)}
          />
          <Tool
            label={t.logs.search.onlyMatches}
            icon={IconFilter}
            pressed={onlyMatches}
            onClick={() => change({ onlyMatches: !onlyMatches })}
          />
        </>
      )}
    </search>
  );
}

interface SwitchProps {
  label: string;
  icon: typeof IconRegex;
  on: boolean;
  onClick(): void;
}

function Switch({ label, icon: Icon, on, onClick }: SwitchProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={22}
        variant={on ? 'light' : 'subtle'}
        {...(on ? {} : { color: 'gray' })}
        aria-label={label}
        aria-pressed={on}
        onClick={onClick}
      >
        <Icon size={15} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  );
}

function problemOf(status: SearchStatus): string | undefined {
  switch (status.kind) {
    case 'invalid':
      return t.logs.search.invalid(status.reason.replace(/^Invalid regular expression: (\/.*\/\w*: )?/, ''));
    case 'runaway':
      return t.logs.search.runaway;
    case 'failed':
      return t.logs.search.failed;
    default:
      return undefined;
  }
}

function countOf(count: number, place: number | undefined, status: SearchStatus): string {
  const shown = count.toLocaleString('en');
  if (count === 0) return status.kind === 'done' ? t.logs.search.none : '';
  return place === undefined
    ? t.logs.search.count(shown, count)
    : t.logs.search.place((place + 1).toLocaleString('en'), shown);
}
