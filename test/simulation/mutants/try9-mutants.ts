import { allMutants, lineOf, runMutants } from './mutants.ts';

const [only = '', schedules = '300', ranges = '1', threads = '1'] = process.argv.slice(2);
if (only === 'list') {
  for (const m of allMutants()) console.log(m.name);
  process.exit(0);
}
const t = performance.now();
let last = t;
const report = await runMutants({
  only: new RegExp(only),
  schedules: Number(schedules),
  ranges: Number(ranges),
  threads: Number(threads),
  onVerdict: (v) => {
    console.log(
      lineOf(v),
      ((performance.now() - last) / 1000).toFixed(1) + 's',
      v.tried.map((x) => x.schedules).join(),
      process.env.V ? v.tried.map((x) => x.detail) : '',
    );
    last = performance.now();
  },
});
console.log(
  `mutants=${report.killed}/${report.total} equivalent=${report.equivalents} median=${report.median} in ${((performance.now() - t) / 1000).toFixed(0)}s`,
);
for (const f of report.failures) console.log(f);
