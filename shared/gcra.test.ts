import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interval, type Limit, latest, rateHeaders, remaining, retryAfter, span } from './gcra.ts';

const limit: Limit = { burst: 10, perSecond: 5 };
const NOW = Date.parse('2026-03-02T09:00:00Z');

describe('a limit of ten at once and five a second', () => {
  it.each([
    ['that never called', 0, 10, '"shopper";r=10;t=1'],
    ['after one request', NOW + 200, 9, '"shopper";r=9;t=1'],
    ['after nine', NOW + 1_800, 1, '"shopper";r=1;t=2'],
    ['after ten', NOW + 2_000, 0, '"shopper";r=0;t=1'],
    ['after twenty, if that could be', NOW + 4_000, 0, '"shopper";r=0;t=3'],
  ])('leaves a caller %s what is left', (_, restored, left, ratelimit) => {
    expect(remaining(limit, restored, NOW)).toBe(left);
    expect(rateHeaders('shopper', limit, restored, NOW)).toEqual({
      'ratelimit-policy': '"shopper";q=10;w=2',
      ratelimit,
    });
  });
});

it('whoever waits as long as it is told fits in', () => {
  const limits = fc.record({
    burst: fc.integer({ min: 1, max: 5_000 }),
    perSecond: fc.integer({ min: 1, max: 1_000 }),
  });
  fc.assert(
    fc.property(limits, fc.nat(100_000), (any, ahead) => {
      const restored = NOW + ahead;
      const fits = restored <= latest(any, NOW);
      expect(remaining(any, restored, NOW) > 0).toBe(fits);
      if (!fits) expect(restored).toBeLessThanOrEqual(latest(any, NOW + retryAfter(any, restored, NOW) * 1_000));
    }),
  );
});

it('never lets in more than the burst and what time has restored', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 300 }), (pauses) => {
      let now = NOW;
      let restored = 0;
      let letIn = 0;
      for (const pause of pauses) {
        now += pause;
        if (restored > latest(limit, now)) continue;
        restored = Math.max(restored, now) + interval(limit);
        letIn++;
        expect(letIn).toBeLessThanOrEqual(limit.burst + (now - NOW) / interval(limit));
        expect(restored - now).toBeLessThanOrEqual(span(limit));
      }
    }),
  );
});
