// What a copy holds, and which file of it answers what the page asks for.

import { SPEC } from './address.js';
import { reached } from './fetch.js';

const PLACE = [...SPEC, 'lang', 'canvas', 'theme'];
const PACKED = [0x1f, 0x8b]; // what gzip begins with: some servers unpack on the way

// Where a network is kept, and what a view is called in its index: as in copies/packing.py.
export function folderOf(url) {
  const given = SPEC.filter((name) => url.searchParams.has(name));
  return `${url.searchParams.get('lang')}/${given.map((name) => `${name}=${url.searchParams.get(name)}`).join(',')}`;
}

export function keyOf(url, base) {
  const values = [...url.searchParams].filter(([name, value]) => value && !PLACE.includes(name));
  const path = url.pathname.slice(base.pathname.length);
  return `${path}?${values.map((pair) => pair.join('=')).sort().join('&')}`;
}

async function unpacked(bytes) {
  const content = new Blob([bytes]);
  const packed = PACKED.every((byte, place) => new Uint8Array(bytes)[place] === byte);
  return new Response(packed ? content.stream().pipeThrough(new DecompressionStream('gzip')) : content).json();
}

// zh-Hans-CN, zh-Hans, zh.
const shorter = (tag) => tag.split('-').map((_, cut, parts) => parts.slice(0, parts.length - cut).join('-'));

export class Kept {
  // `read` gives the bytes of a file by its name, `tags` whose words a reader of a language gets, `sheets` what each
  // diagram is drawn on.
  constructor(base, { tags, sheets }, read) {
    Object.assign(this, { base, tags, sheets, read, known: {} });
  }

  async answer(asked, signal) {
    const url = new URL(asked);
    const key = keyOf(url, this.base);
    if (key.startsWith('words?')) return this.words();
    const place = (await this.once(`${folderOf(url)}/index`))[key];
    if (place === undefined) throw new Error(this.none);
    return this.file(`${folderOf(url)}/${place}${this.sheet(key, url)}`, signal);
  }

  sheet(key, url) {
    const [, diagram] = /^figure\/(\w+)/.exec(key) ?? [];
    if (!diagram) return '';
    const sheet = `-${url.searchParams.get('canvas')}-${url.searchParams.get('theme')}`;
    if (!this.sheets[diagram].includes(sheet)) throw new Error(this.none);
    return sheet;
  }

  async file(name, signal) {
    return unpacked(await reached(this.read(name, signal)));
  }

  // What is asked for again and again; where it cannot be had, who asks next tries again.
  once(name) {
    this.known[name] ??= this.file(name).catch((problem) => {
      delete this.known[name];
      throw problem;
    });
    return this.known[name];
  }

  // In the first of the reader's languages that there are words for.
  words() {
    const tags = navigator.languages.flatMap(shorter).map((tag) => tag.toLowerCase());
    const tag = tags.find((name) => name in this.tags);
    return this.once(`${this.tags[tag] ?? Object.values(this.tags)[0]}/words`);
  }
}
