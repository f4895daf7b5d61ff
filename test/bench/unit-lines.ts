import { type Books, plus, type Spent } from './books.ts';
import type { Progress } from './run.ts';
import type { Bar, Section } from './tables.ts';

export const COLUMNS = ['operation', 'read units', 'write units', 'of indexes', 'messages', 'Stripe calls'];

/** The lines of a table of units. */
export const openLines = (progress: Progress) => {
  const rows: Section['rows'] = [];
  const line = (name: string, spent: Spent, bars: { read?: number; write?: number } = {}): void => {
    const cell = (value: number, most: number | undefined): number | Bar =>
      most === undefined ? value : { value, most };
    const { read, write, indexes, messages, calls } = spent;
    const whole = [cell(read, bars.read), cell(write, bars.write)];
    rows.push([name, ...whole, indexes || undefined, messages || undefined, calls || undefined]);
    progress(name);
  };
  return { rows, line };
};

/** Something that takes several steps: a line for each, and one for all of them. */
export const tellStory = (
  { spentOn, spentOnRounds, spentOnWebhooks }: Books,
  line: (name: string, spent: Spent) => void,
) => {
  const steps: Spent[] = [];
  const step = (name: string, spent: Spent) => {
    steps.push(spent);
    line(`  ${name}`, spent);
  };
  return {
    step: async (name: string, act: () => Promise<unknown>): Promise<void> => step(name, await spentOn(act)),
    /** What the provider has said meanwhile. */
    webhooks: async (): Promise<void> => {
      const { kinds, door, worker } = await spentOnWebhooks();
      step(`webhook ${kinds.join(', ')}: our door`, door);
      step('  its worker', worker);
    },
    /** All that follows from what was said, round by round. */
    consequences: async (): Promise<void> => {
      for (const { events, spent } of await spentOnRounds()) step(`${events.join(', ')}: relay, hearers`, spent);
    },
    sum: (name: string): void => line(name, plus(...steps)),
  };
};
