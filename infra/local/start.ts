import { openHome } from './home.ts';
import { startSystem } from './system.ts';

const home = await openHome(process.env.BACKROOM_HOME ?? '.backroom');
const system = await startSystem({ home, port: Number(process.env.PORT ?? 3000), failDoors: [] });
console.log(system.url, performance.now().toFixed(0));
process.on('SIGTERM', () => void system.stop().then(() => process.exit(0)));
