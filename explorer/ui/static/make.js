// An element with its properties.
export const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

// A button that shows a glyph is called by its words.
export function called(button, words) {
  button.textContent = button.dataset.glyph ?? words;
  if (button.dataset.glyph) Object.assign(button, { title: words, ariaLabel: words });
}
