// An element with its properties.
export const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
