// What is looked up by a name that comes from outside, from a link or a field, has no other names than its own: no
// `constructor`, which every object has.

export const named = (given) => Object.assign(Object.create(null), given);
