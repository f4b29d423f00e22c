// Our addresses: figures, descriptions and words; plotly.js.

export async function getJson(url, signal) {
  const response = await fetch(url, { signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

let loading;

// plotly.js is no module: it is loaded as a script, once for the page.
export function plotly(base) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('static/plotly.min.js', base);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(script.src));
    document.head.append(script);
  });
  return loading;
}

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
