import type { Route } from '#shared/route';
import type { Deployment } from './deployment.ts';
import type { Answer, Asked, Card, Person, Shop } from './flow.ts';
import { type createGateway, isSameAnswer, requestOf, subOf } from './gateway.ts';
import type { Invoking } from './invoking.ts';
import type { Provider } from './provider.ts';
import type { Simulation } from './simulation.ts';
import type { Users } from './users.ts';

const CARDS: Record<Card, string> = {
  good: 'pm_card_visa',
  refused: 'pm_card_visa_chargeDeclined',
  late: 'pm_card_visa',
};
/** After how many seconds a late card's money may come: before and after the order's time is over. */
const LATE = [40 * 60, 90, 31 * 60];

/** How long somebody waits before asking again, in seconds. */
const PATIENCE = [1, 5, 20];
/** How often somebody asks again who has the answer already. */
const REPEATED = 0.08;

type Parts = Invoking & {
  simulation: Simulation;
  deployment: Deployment;
  users: Users;
  gateway: ReturnType<typeof createGateway>;
  provider: Provider;
  /** What their keys begin with, so that the next day's are others. */
  day: string;
};

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));

/** Those who use the shop: they ask until they have an answer, however often it is lost. */
export const createPeople = ({
  simulation,
  deployment,
  users,
  gateway,
  provider,
  day,
  invoke,
  mishap,
}: Parts): Shop => {
  const { choices } = simulation;
  const { postConfirmation = '' } = deployment.pool;
  let names = 0;
  const fresh = () => `key-of-the-${day}-${String(++names).padStart(6, '0')}`;

  const ask = async (who: Person, route: Route, asked: Asked = {}): Promise<Answer> => {
    const request = requestOf(who, route, route.keyed ? { key: fresh(), ...asked } : asked);
    let first: Answer | undefined;
    for (;;) {
      const answer = await gateway.send(request).catch(() => undefined);
      if (!answer || answer.status >= 500 || answer.status === 429) {
        await pause(PATIENCE[choices.pick(PATIENCE.length)] ?? 1);
        continue;
      }
      if (answer.status === 401) return first ?? answer; // their token is not good any more
      if (first && first.status < 300 && !isSameAnswer(first, answer)) {
        const was = `${first.status} ${JSON.stringify(first.body)}`;
        simulation.violate(
          'the same key has the same answer',
          `${request.path}: ${was}, then ${answer.status} ${JSON.stringify(answer.body)}`,
        );
      }
      first ??= answer;
      if (!route.keyed || simulation.isCalm() || !choices.happens(REPEATED)) return first;
    }
  };

  /** The pool tells its trigger of somebody until it has heard, perhaps twice; whoever cannot sign in yet tries again. */
  const signUp = async (who: Person): Promise<void> => {
    const sub = subOf(who);
    const event = { request: { userAttributes: { sub, email: `${sub}@example.com` } } };
    for (;;) {
      if (mishap(`${sub} signs up`, ['twice'])) void invoke(postConfirmation, event);
      const outcome = await invoke(postConfirmation, event);
      if ('result' in outcome) return;
      await pause(PATIENCE[choices.pick(PATIENCE.length)] ?? 1);
    }
  };

  const pass = async (minutes: number): Promise<void> => {
    await pause(minutes * 60);
  };

  return {
    ask,
    pass,
    signUp,
    disable: async (who) => users.disable(subOf(who)),
    confirm: (clientSecret, card = 'good') =>
      simulation.io({
        label: `confirm ${card}`,
        kinds: [],
        perform: () => {
          if (card !== 'late') return provider.confirm(clientSecret, CARDS[card]);
          const processingSeconds = LATE[choices.pick(LATE.length)] as number;
          const succeedAfterCancel = choices.pick(3) < 2;
          const ends = choices.pick(4) < 3 ? 'late' : 'refused';
          return provider.confirm(clientSecret, CARDS[ends], { processingSeconds, succeedAfterCancel });
        },
        lost: () => new Error('the provider is always there for a browser'),
      }),
    until: async (look) => {
      while (!(await look())) await pass(1);
    },
    choose: (n) => choices.pick(n),
    fresh,
  };
};
