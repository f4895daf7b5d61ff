/** What a form's names spell out. A list has its positions as names: whether it is one, the reader's schema knows. */
export type Form = { [name: string]: string | Form };

/**
 * Reads `a=1&metadata[order]=o1&expand[]=x&expand[]=y` into `{a, metadata: {order}, expand: {0, 1}}`. A name that is
 * given twice has the last value; one that is both a value and a group is the later of them.
 */
export const parseForm = (text: string): Form => {
  const form: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const [head = '', ...rest] = name.split('[');
    let group = form;
    let key = head;
    for (const segment of rest) {
      const inner = group[key];
      const next: Form = typeof inner === 'object' ? inner : Object.create(null);
      group[key] = next;
      group = next;
      const given = segment.replace(/\]$/, '');
      key = given === '' ? String(Object.keys(group).length) : given;
    }
    group[key] = value;
  }
  return form;
};
