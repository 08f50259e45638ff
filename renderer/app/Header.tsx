import { EngineMenu } from '../features/machine/EngineMenu.tsx';
import classes from './Header.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';

export function Header() {
  return (
    <header className={classes.header}>
      <EngineMenu />
      <ThemeSwitch />
    </header>
  );
}
