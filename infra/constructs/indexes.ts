/** The table's indexes, each with the keys `<name>pk` and `<name>sk`. What lies where: docs/data-model.md. */
export const INDEXES = ['gsi1', 'gsi2', 'gsi3', 'gsi4'] as const;
