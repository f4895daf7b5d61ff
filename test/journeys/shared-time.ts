import { setImmediate as turn } from 'node:timers/promises';

type Sleeper = { until: number; wake: () => void };

type System = {
  /** Resolves when the system itself does nothing any more without time passing. */
  settled(): Promise<unknown>;
  advance(minutes: number): Promise<unknown>;
};

export type SharedTime = ReturnType<typeof shareTime>;

/**
 * The clock of people who use one system at once. It moves only when all of them wait for it to, and the system has
 * nothing left to do: then to when the first of them wants to go on. So nobody's time runs out while they act.
 */
export const shareTime = ({ settled, advance }: System) => {
  let minutes = 0;
  let acting = 0;
  let sleepers: Sleeper[] = [];
  let isMoving = false;

  const move = async (): Promise<void> => {
    const next = Math.min(...sleepers.map(({ until }) => until));
    if (next > minutes) await advance(next - minutes);
    minutes = next;
    const awake = sleepers.filter(({ until }) => until <= minutes);
    sleepers = sleepers.filter(({ until }) => until > minutes);
    for (const { wake } of awake) wake();
  };

  const allWait = async (): Promise<boolean> => {
    await turn(); // whoever has just been answered goes on
    return acting === 0 && sleepers.length > 0;
  };

  const look = async (): Promise<void> => {
    if (isMoving) return;
    isMoving = true;
    while (await allWait()) {
      await settled();
      await move();
    }
    isMoving = false;
  };

  return {
    /** Time stands still while somebody acts. */
    act: async <T>(work: () => Promise<T>): Promise<T> => {
      acting += 1;
      try {
        return await work();
      } finally {
        acting -= 1;
        void look();
      }
    },
    /** With 0, until the system has nothing left to do. */
    sleep: async (longer: number): Promise<void> => {
      const slept = new Promise<void>((wake) => sleepers.push({ until: minutes + longer, wake }));
      void look();
      await slept;
    },
  };
};
