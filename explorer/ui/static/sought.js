// What somebody who types 7x7 is looking for: 7×7.

export const sought = (text) => text.trim().toLowerCase().replaceAll(/(\d)x(?=\d)/g, '$1×');
