import { type Facts, type Invariant, PRIVATE } from './facts.ts';

/** What confirms a payment, moves money, or says who somebody is. */
const SECRET = /_secret_[A-Za-z0-9]|sk_test_|whsec_/;

/** Logs are read by more people than may know secrets. */
export const logs = ({ simulation, saw }: Facts): Invariant => ({
  logged: (line) => {
    saw('a log is looked at');
    if (!SECRET.test(line) && !line.includes(PRIVATE)) return;
    simulation.violate('28 no log holds a secret', line.replace(SECRET, '…').slice(0, 300));
  },
});
