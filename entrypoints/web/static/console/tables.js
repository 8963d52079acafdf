// Where CSS stacks the cells of a row, browsers no longer say that it is a table. Explicit roles say it to screen readers.
const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };

function nameParts() {
  for (const part of document.querySelectorAll("table:is(.stack, .stack-early), :is(.stack, .stack-early) *")) {
    const role = roles[part.localName];
    if (role && !part.role) part.role = role;
  }
}

// A refresh takes away what the server did not send.
new MutationObserver(nameParts).observe(document.body, { subtree: true, childList: true, attributeFilter: ["role"] });
nameParts();
