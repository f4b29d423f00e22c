// Our addresses: figures, tables, descriptions and words; plotly.js.

// What is told where no answer came that we can read: the page's words once they are there.
let unreachable = 'The server cannot be reached.';

export const say = (sentence) => (unreachable = sentence);

// Where there is no server, something else answers.
export const answerWith = (another) => (answer = another);

export const getJson = (url, signal, own) => answer(url, signal, own);

// What is one's `own` is sent with the question: that has another answer for everybody, which nobody keeps.
let answer = async (url, signal, own) => {
  const sent = own && { method: 'POST', body: JSON.stringify(own), headers: { 'Content-Type': 'application/json' } };
  const response = await ask(url, { signal, ...sent });
  return reached(response.json());
};

export const getBlob = async (url) => (await ask(url)).blob();

// Throws the sentence that the server has for what it refuses.
async function ask(url, request) {
  const response = await reached(fetch(url, request));
  if (response.ok) return response;
  const { error } = await reached(response.json());
  throw new Error(error ?? unreachable);
}

export function reached(promise) {
  return promise.catch((problem) => {
    throw problem.name === 'AbortError' ? problem : new Error(unreachable);
  });
}

const UNSEEN = 100;

let loading;

// plotly.js is no module: it is loaded as a script, once for the page, unless the page has it within; where that fails
// the next who asks tries again.
export function plotly(base) {
  loading ??= window.Plotly ? Promise.resolve(window.Plotly) : new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('static/plotly-basic.min.js', base);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = undefined;
      reject(new Error(unreachable));
    };
    seen().then(() => document.head.append(script));
  });
  return loading;
}

// When the page has shown what it has, for to begin plotly.js keeps the browser busy for a tenth of a second; soon, where
// it is not in sight and shows nothing.
const seen = () => new Promise((resolve) => {
  requestAnimationFrame(resolve);
  setTimeout(resolve, UNSEEN);
});

// Where a page has a <base>, as Gradio's has, Plotly notes the page's address of that moment in every clip path: once
// the address is another, the browser asks the server for the old one, and Plotly draws anew instead of changing.
export function withoutBase(draw) {
  const base = document.querySelector('base[href]');
  const href = base?.getAttribute('href');
  base?.removeAttribute('href');
  const drawn = draw();
  base?.setAttribute('href', href);
  return drawn;
}
