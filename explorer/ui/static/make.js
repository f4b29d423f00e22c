// An element with its properties.
export const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);

// A button that shows a glyph is called by its words.
export function called(button, words) {
  button.textContent = button.dataset.glyph ?? words;
  if (button.dataset.glyph) Object.assign(button, { title: words, ariaLabel: words });
}

// An element of an SVG with its attributes.
export function shape(tag, attributes = {}) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
