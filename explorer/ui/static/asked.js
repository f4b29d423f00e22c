// What Gradio runs when the controls ask: the page is told, and the values stay as they are.
(...values) => {
  window.dispatchEvent(new Event('asked'));
  return values;
}
