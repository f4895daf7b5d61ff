import cliProgress from 'cli-progress';

/** Shows how far a step has come; a bar on a terminal, a line a step elsewhere. */
export type Progress = <T>(step: string, total: number, work: (tick: () => void) => Promise<T>) => Promise<T>;

const FORMAT = '{step} {bar} {value}/{total}  {duration_formatted}';

const onTerminal: Progress = async (step, total, work) => {
  const { SingleBar, Presets } = cliProgress;
  const bar = new SingleBar({ format: FORMAT, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0, { step: step.padEnd(12) });
  try {
    return await work(() => bar.increment());
  } finally {
    bar.stop();
  }
};

const inLines: Progress = async (step, total, work) => {
  let done = 0;
  const begun = performance.now();
  try {
    return await work(() => {
      done++;
    });
  } finally {
    console.error(`${step.padEnd(12)} ${done}/${total}  ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  }
};

export const progress: Progress = (step, total, work) =>
  (process.stderr.isTTY ? onTerminal : inLines)(step, total, work);
