// The words of the page, in the first of the reader's languages that there are words for.

import { getJson } from './fetch.js';

export async function readWords(base) {
  const known = await getJson(new URL('words', base));
  const match = (wanted) => known.find((name) => name.toLowerCase() === wanted.toLowerCase())
    ?? known.find((name) => name === wanted.split('-')[0]);
  const language = navigator.languages.map(match).find(Boolean) ?? 'en';
  return { language, words: await getJson(new URL(`words/${language}`, base)) };
}
