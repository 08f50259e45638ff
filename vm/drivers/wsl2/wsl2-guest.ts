import { PierGuest } from '../guest/pier-guest.ts';

/** The inside of our guest within WSL, which looks names up as Windows does, and follows it by itself. */
export class Wsl2Guest extends PierGuest {
  override async setResolver(): Promise<void> {}
}
