// What a machine can see of a page as it is now: cut-off content, scrolling that needs a mouse, and axe's violations.
async ([theme, axeRules, axeRulesIfAlike]) => {
  const nextFrame = () => new Promise(requestAnimationFrame);
  await nextFrame(); // the chart is redrawn in the frame after a change of the width
  await nextFrame();

  const describe = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const isClipped = (element) => getComputedStyle(element).clipPath !== "none";
  const isHiddenVisually = (element) => element.closest(".skip-link, svg, option") || isClipped(element);
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const canvas = document.createElement("canvas").getContext("2d");

  // A text that a field shows in one line, such as its placeholder or the chosen option.
  function isTextCut(field, text) {
    const style = getComputedStyle(field);
    canvas.font = style.font;
    const arrow = field.matches("select") ? 16 : 0;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
    return canvas.measureText(text).width > room + 1;
  }

  function findFault(element) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || !element.checkVisibility() || isHiddenVisually(element)) return null;
    const style = getComputedStyle(element);
    const [wide, high] = [element.scrollWidth > element.clientWidth + 1, element.scrollHeight > element.clientHeight + 1];
    if (element.matches("select")) return isTextCut(element, element.selectedOptions[0]?.text ?? "") && "cut option";
    if (element.matches("input")) return isTextCut(element, element.placeholder ?? "") && "cut placeholder";
    if (element.matches("textarea, progress")) return null;
    if (wide && ["hidden", "clip"].includes(style.overflowX)) return "cut off sideways";
    if (high && ["hidden", "clip"].includes(style.overflowY)) return "cut off below";
    const scrolls = (wide && ["auto", "scroll"].includes(style.overflowX)) || (high && ["auto", "scroll"].includes(style.overflowY));
    if (scrolls && element.tabIndex < 0 && !element.querySelector(focusable)) return "scrolled only by a mouse";
    // Inside a region that scrolls, content may be outside of what is seen.
    const region = element.parentElement?.closest(".card, .scroll, dialog, [popover]");
    if (region && getComputedStyle(region).overflowX !== "visible") return null;
    const edge = region ? region.getBoundingClientRect().right : innerWidth;
    return box.right > edge + 1 && "outside of its card or the window";
  }

  // What is in something that is outside is not named as well.
  const found = new Map([...document.body.querySelectorAll("*")].map((element) => [element, findFault(element)]));
  const faults = [...found]
    .filter(([element, fault]) => fault && found.get(element.parentElement) !== fault)
    .map(([element, fault]) => [fault, element])
    .map(([fault, element]) => `${fault}: ${describe(element)}`);
  if (document.documentElement.scrollWidth > innerWidth + 1) faults.push("the page scrolls sideways");

  for (const part of document.querySelectorAll("table:is(.stack, .stack-early) :is(tr, td)"))
    if (!part.role) faults.push(`no part of a table, to a screen reader: ${describe(part)}`);

  // A key after g opens a page; the same key alone may do something else.
  const named = [...document.querySelectorAll("#shortcuts dt")]
    .map((entry) => entry.textContent.trim())
    .filter((keys) => !/^g\s/.test(keys));
  const used = [...document.querySelectorAll("[data-shortcut]")].map((element) => element.dataset.shortcut);
  for (const key of new Set(used))
    if (named.filter((keys) => keys.split(/\s+/).includes(key)).length !== 1) faults.push(`not once in the dialog: key ${key}`);

  // The elements that axe has judged in this theme, while they were seen and while they were not.
  const judged = ((window.judgedByAxe ??= {})[theme] ??= { true: new WeakSet(), false: new WeakSet() });
  const getJudged = (element) => judged[element.checkVisibility({ visibilityProperty: true })];
  const elements = [...document.body.querySelectorAll("*")];
  const rules = elements.every((element) => getJudged(element).has(element)) ? axeRulesIfAlike : axeRules;
  if (rules.runOnly) {
    for (const element of elements) getJudged(element).add(element);
    // Without what only rules about media need, and without selectors, which no fault names: a third of axe's time.
    const options = { ...rules, resultTypes: ["violations"], preload: false, selectors: false };
    scrollTo(0, 0); // what the bar at the top covers, axe would call too small
    const { violations } = await axe.run(document, options);
    for (const { id, nodes } of violations)
      faults.push(...nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
  }
  return faults;
}
