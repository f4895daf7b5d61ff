import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of every door the last 10 to 20 MB are kept: this file and the one before. */
const BYTES = 10 * 1024 * 1024;

/** A file that what a door writes is appended to, whole lines at a time: `<folder>/orders/api/place-order.log`. */
export const openLog = (folder: string, door: string): ((text: string) => void) => {
  const file = join(folder, `${door}.log`);
  mkdirSync(dirname(file), { recursive: true });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let lines = '';
  let scheduled = false;

  const flush = () => {
    scheduled = false;
    const end = lines.lastIndexOf('\n') + 1;
    const text = lines.slice(0, end);
    lines = lines.slice(end);
    if (size > BYTES) {
      renameSync(file, `${file}.1`);
      size = 0;
    }
    size += Buffer.byteLength(text);
    appendFileSync(file, text);
  };

  return (text) => {
    lines += text;
    if (scheduled || !text.includes('\n')) return;
    scheduled = true;
    setImmediate(flush); // a burst of lines is one write
  };
};
