// Builds and updates elements. Data reaches the page as text or attribute values only, never as markup.

/** An element with attributes and children; strings become text. An attribute that is null or false is left out. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(attribute, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets text only where it differs, so that a reader's selection and a screen reader are left alone. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the rows of a table body those of `items`: a row keeps its element as long as its key is there.
 * `create` makes the cells of a new row, `update` fills them.
 */
export function updateRows(body, items, keyOf, create, update) {
  const known = new Map([...body.rows].map((row) => [row.dataset.key, row]));
  let next = body.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let row = known.get(key);
    if (row === undefined) {
      row = el("tr", { "data-key": key }, ...create(item));
      nameCells(row, body.parentElement.tHead.rows[0].cells);
    }
    known.delete(key);
    update(row.cells, item);
    if (row === next) {
      next = next.nextElementSibling;
    } else {
      body.insertBefore(row, next);
    }
  }
  for (const row of known.values()) {
    row.remove();
  }
}

/** Where columns have no room, each cell stands under its row's head and says itself what it is. */
function nameCells(row, heads) {
  [...row.cells].forEach((cell, i) => {
    if (i > 0) {
      cell.dataset.label = heads[i].textContent;
    }
  });
}

/** Shows or hides by the `hidden` attribute. */
export function show(element, visible) {
  if (element.hidden === visible) {
    element.hidden = !visible;
  }
}

export function byId(id) {
  return document.getElementById(id);
}
