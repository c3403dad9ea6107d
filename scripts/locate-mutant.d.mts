export interface Mutant {
  name: string;
  file: string;
  /** The function, class member or constant, by its path in the file. */
  in: string;
  find: string;
  replace: string;
  /** Which one, from 1, where `find` comes in there more than once. */
  nth?: number;
}

export function mutated(mutant: Mutant, text: string): string;
