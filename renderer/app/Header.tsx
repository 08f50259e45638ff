import type { ReactNode } from 'react';
import { EngineMenu } from '../features/machine/EngineMenu.tsx';
import { PaletteButton } from '../features/palette/PaletteButton.tsx';
import { ActivityButton } from '../features/tasks/ActivityButton.tsx';
import classes from './Header.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

/** @param title of the page below */
export function Header({ title }: { title: ReactNode }) {
  return (
    <header className={classes.header}>
      <h1 className={classes.title}>{title}</h1>
      <PaletteButton />
      <EngineMenu />
      <ActivityButton />
      <ThemeSwitch />
    </header>
  );
}
