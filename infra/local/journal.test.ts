import { appendFileSync, mkdtempSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from './journal.ts';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'journal-')), 'journal.jsonl');
});

const lines = () => readFileSync(file, 'utf8').split('\n').length - 1;

describe('a journal', () => {
  it('has every change in the file before the call returns', () => {
    const killed = openJournal(file);
    killed.set('a', { n: 1 });
    killed.set('a', { n: 2 });
    killed.set('b', 'gone');
    killed.delete('b');

    const journal = openJournal(file); // nobody closed the first one

    expect(journal.keys()).toEqual(['a']);
    expect(journal.get('a')).toEqual({ n: 2 });
  });

  it('keeps changes that were written together all or not at all', () => {
    const killed = openJournal(file);
    killed.set('a', 1);
    killed.write([{ key: 'a' }, { key: 'b', value: 2 }, { key: 'c', value: 3 }]);
    killed.write([{ key: 'b' }, { key: 'd', value: 4 }]);
    truncateSync(file, statSync(file).size - 2);

    expect(openJournal(file).keys()).toEqual(['b', 'c']);
  });

  it('passes over the line that was being written when the process died, and writes on', () => {
    const killed = openJournal(file);
    killed.set('a', 1);
    appendFileSync(file, '["b",{"half":');

    openJournal(file).set('c', 3);

    const journal = openJournal(file);
    expect([journal.get('a'), journal.get('b'), journal.get('c')]).toEqual([1, undefined, 3]);
  });

  it('drops what is past its time when it is opened, and keeps the time of what is not', () => {
    const first = openJournal(file);
    first.set('past', 1, Date.now() - 1);
    first.set('future', 1, Date.now() + 60_000);
    first.update('future', 2);
    first.close();

    const second = openJournal(file);

    expect(second.keys()).toEqual(['future']);
    expect(readFileSync(file, 'utf8')).toMatch(/^\["future",2,\d+\]\n$/);
  });

  it('does not grow with the number of changes, and loses nothing when it shrinks', () => {
    const journal = openJournal(file);
    for (let n = 0; n < 5_000; n += 1) {
      journal.set('counter', n);
      journal.set(`key ${n % 10}`, n);
    }

    expect(lines()).toBeLessThan(1_100);
    const reopened = openJournal(file);
    expect(reopened.keys()).toHaveLength(11);
    expect(reopened.get('counter')).toBe(4_999);
  });

  it('does not change when the caller changes what it was given or got', () => {
    const journal = openJournal(file);
    const value = { list: [1] };
    journal.set('a', value);
    value.list.push(2);
    (journal.get('a') as typeof value).list.push(3);

    expect(journal.get('a')).toEqual({ list: [1] });
  });
});
