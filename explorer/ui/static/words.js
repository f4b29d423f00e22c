// The words of the page, in the first of the reader's languages that there are words for.

import { getJson, say } from './fetch.js';

export async function readWords(base) {
  const url = new URL('words', base);
  url.searchParams.set('languages', navigator.languages);
  const answer = await getJson(url);
  say(answer.words['page.unreachable']);
  return answer;
}
