import { type JsonOption, Tell } from '../tell.ts';
import { SCRIPTS, type Shell } from './scripts.ts';

/** `pier completion <shell>`. */
export function printScript(shell: Shell, options: JsonOption): void {
  const tell = new Tell(options);
  tell.say(SCRIPTS[shell]);
  tell.value({ shell, script: SCRIPTS[shell] });
}
