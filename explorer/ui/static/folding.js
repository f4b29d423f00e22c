// Which parts stand open beside what the level opens (`open`), and which do not in spite of it (`closed`).

const listed = (names) => new Set(names.split(',').filter(Boolean));

const written = ({ open, closed }) => ({ open: [...open].join(','), closed: [...closed].join(',') });

// The state after a part was opened or closed; `folds` says of every part whether it stands open.
export function toggled(state, folds, name) {
  const [open, closed] = [listed(state.open), listed(state.closed)];
  if (folds[name]) {
    if (!open.delete(name)) closed.add(name);
  } else if (!closed.delete(name)) {
    open.add(name);
  }
  return written({ open, closed });
}

// Without the names that this network has not.
export function known(state, folds) {
  const kept = (names) => [...listed(names)].filter((name) => name in folds);
  return written({ open: kept(state.open), closed: kept(state.closed) });
}
