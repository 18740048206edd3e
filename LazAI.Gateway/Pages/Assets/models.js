// Names of models by their ids. A model never changes, so each is asked for once.

const names = new Map();
const asked = new Set();

/** "name version", or null until it is known; then `onKnown` is called. */
export function modelName(id, onKnown) {
  if (!names.has(id) && !asked.has(id)) {
    asked.add(id);
    fetch(`/v1/models/${id}`)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(`HTTP ${response.status}`))))
      .then((model) => {
        names.set(id, `${model.description.name} ${model.description.version}`);
        onKnown();
      })
      .catch(() => setTimeout(() => asked.delete(id), 10_000));
  }
  return names.get(id) ?? null;
}
