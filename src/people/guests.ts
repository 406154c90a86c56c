import type { Directory } from "../ports/directory.ts";
import type { Person } from "../requests/person.ts";

/**
 * Is the person a guest of the workspace? Asked where guests are admitted and still may not do what members may; who cannot be found
 * counts as one. Throws `DirectoryUnavailable`.
 */
export const guestQuestion =
  (directory: Directory) =>
  async (person: Person): Promise<boolean> => {
    const { team, enterprise } = await directory.home();
    const user = await directory.user({ user: person.slackUser, team, enterprise });
    return user?.guest ?? true;
  };
