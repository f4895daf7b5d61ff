import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { type Home, openHome } from './home.ts';
import { startSystem } from './system.ts';
import { welcome } from './welcome.ts';

const DEFAULTS = { port: '3000', home: '.backroom' };

const Port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'PORT is a number'),
  v.transform(Number),
  v.maxValue(65_535, 'PORT is at most 65535'),
);

const run = async (): Promise<Home | undefined> => {
  const { values } = parseArgs({
    options: { watch: { type: 'boolean', default: false }, fail: { type: 'string', multiple: true, default: [] } },
  });
  const { PORT = DEFAULTS.port, BACKROOM_HOME = DEFAULTS.home } = process.env;
  const port = v.parse(Port, PORT);
  const home = await openHome(BACKROOM_HOME);
  const leave = () => {
    home.close();
    process.exit(1);
  };
  process.once('SIGINT', leave).once('SIGTERM', leave);
  try {
    const system = await startSystem({ home, port, failDoors: values.fail, watches: values.watch });
    process.off('SIGINT', leave).off('SIGTERM', leave);
    const stop = () => void system.stop().then(() => process.exit(0));
    process.once('SIGINT', stop).once('SIGTERM', stop);
    console.log(welcome(system.description, home.folder, { PORT, BACKROOM_HOME }, DEFAULTS));
    return home;
  } catch (error) {
    home.close();
    throw error;
  }
};

run().catch((error) => {
  console.error((error as Error).message);
  process.exit(1);
});
