/** Mutants that no schedule can kill, because another line of defence holds: each checked by reading the code. */
export const EQUIVALENTS: Record<string, string> = {};
