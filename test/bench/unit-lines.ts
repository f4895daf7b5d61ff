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

/** Something that takes several steps: a line for all of them, and below it one for each. */
export const tellStory = ({ spentOn, spentOnRounds, spentOnWebhooks }: Books) => {
  const steps: { name: string; spent: Spent }[] = [];
  return {
    step: async (name: string, act: () => Promise<unknown>): Promise<void> => {
      steps.push({ name, spent: await spentOn(act) });
    },
    /** What the provider has said meanwhile. */
    webhooks: async (): Promise<void> => {
      const { kinds, door, worker } = await spentOnWebhooks();
      steps.push({ name: `webhook ${kinds.join(', ')}: our door`, spent: door });
      steps.push({ name: '  its worker', spent: worker });
    },
    /** All that follows from what was said, round by round. */
    consequences: async (): Promise<void> => {
      for (const { events, spent } of await spentOnRounds()) {
        steps.push({ name: `${events.join(', ')}: relay, hearers`, spent });
      }
    },
    end: (name: string, line: (name: string, spent: Spent) => void): void => {
      line(name, plus(...steps.map(({ spent }) => spent)));
      for (const { name, spent } of steps) line(`  ${name}`, spent);
    },
  };
};
