import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowUp,
  IconChevronDown,
  IconFilePlus,
  IconFolderPlus,
  IconFolderUp,
  IconPlus,
  IconRefresh,
  IconUpload,
} from '@tabler/icons-react';
import { Fragment, useRef } from 'react';
import { readableName } from '../../../shared/byte-string.ts';
import { folderOf, nameOf, pathsTo } from '../../../shared/file-path.ts';
import { t } from '../../i18n/index.ts';
import { collectChosen, type UploadItem } from './collect-dropped.ts';
import classes from './FileBrowser.module.css';

interface PathBarProps {
  path: string;
  rootName: string;
  loading: boolean;
  onOpen(path: string): void;
  onRefresh(): void;
  onCreate(kind: 'file' | 'folder'): void;
  onUpload(items: UploadItem[]): void;
}

/** Where a person is, and what can be added there. */
export function PathBar({ path, rootName, loading, onOpen, onRefresh, onCreate, onUpload }: PathBarProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.bar}>
      <Tooltip label={t.files.up}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t.files.up}
          disabled={path === '/'}
          onClick={() => onOpen(folderOf(path))}
        >
          <IconArrowUp size={17} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      <nav className={classes.crumbs} aria-label={t.files.path}>
        {pathsTo(path).map((each) => (
          <Fragment key={each}>
            {each !== '/' && <span aria-hidden>/</span>}
            <button
              type="button"
              className={classes.crumb}
              aria-current={each === path ? 'location' : undefined}
              onClick={() => onOpen(each)}
            >
              {each === '/' ? rootName : readableName(nameOf(each))}
            </button>
          </Fragment>
        ))}
      </nav>
      <Tooltip label={t.files.refresh}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t.files.refresh}
          loading={loading}
          onClick={onRefresh}
        >
          <IconRefresh size={17} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {t.files.create}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFilePlus size={16} />} onClick={() => onCreate('file')}>
            {t.files.newFile}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={() => onCreate('folder')}>
            {t.files.newFolder}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconUpload size={16} />} rightSection={<IconChevronDown size={14} />}>
            {t.files.upload}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => files.current?.click()}>
            {t.files.uploadFiles}
          </Menu.Item>
          <Menu.Item leftSection={<IconFolderUp size={16} />} onClick={() => folder.current?.click()}>
            {t.files.uploadFolder}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Chooser inputRef={files} label={t.files.uploadFiles} onUpload={onUpload} />
      <Chooser inputRef={folder} label={t.files.uploadFolder} folder onUpload={onUpload} />
    </div>
  );
}

interface ChooserProps {
  inputRef: React.RefObject<HTMLInputElement | null>;
  label: string;
  folder?: boolean;
  onUpload(items: UploadItem[]): void;
}

/** The browser's own file dialog. */
function Chooser({ inputRef, label, folder, onUpload }: ChooserProps) {
  return (
    <input
      ref={inputRef}
      type="file"
      multiple
      hidden
      aria-label={label}
      {...(folder ? { webkitdirectory: '' } : {})}
      onChange={(event) => {
        const { files } = event.currentTarget;
        if (files) onUpload(collectChosen(files));
        // The same file can be chosen again.
        event.currentTarget.value = '';
      }}
    />
  );
}
