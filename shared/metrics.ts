import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The namespace in CloudWatch; the dimension `service` is the room. */
export const NAMESPACE = 'Backroom';

const metrics = new Metrics({ namespace: NAMESPACE });

/** Counts what an alarm watches: one line in the log, from which CloudWatch makes the metric. */
export const count = (name: string, times = 1, dimensions: Record<string, string> = {}): void => {
  const one = metrics.singleMetric();
  for (const [dimension, value] of Object.entries(dimensions)) one.addDimension(dimension, value);
  one.addMetric(name, MetricUnit.Count, times);
};
