/** Reads a variable that CDK promised; a missing name fails the first invocation after a deploy, not the thousandth. */
export const env = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};
