/** The parts of cli-progress 3.12.0 that the replay uses. */
declare module 'cli-progress' {
  type Options = { format: string; hideCursor?: boolean; stream?: NodeJS.WriteStream; clearOnComplete?: boolean };
  export class SingleBar {
    constructor(options: Options, preset: object);
    start(total: number, startValue: number, payload?: object): void;
    increment(): void;
    stop(): void;
  }
  const module: { SingleBar: typeof SingleBar; Presets: { shades_classic: object } };
  export default module;
}
