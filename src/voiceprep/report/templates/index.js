"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const MOST = 50;
  const AROUND = 70;
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);
  const status = document.querySelector(".search .status");
  const list = document.querySelector(".search ol");
  const field = document.querySelector(".search input");
  const answers = data.answers.map((each) => ({
    ...each,
    folded: fold(`${each.ask} ${each.said} ${each.note}`),
  }));

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  // The words around the first that was found, with all that were found marked.
  const snippet = (text, words) => {
    const folded = fold(text);
    const same = folded.length === text.length;
    const first = same ? Math.min(...words.map((word) => folded.indexOf(word)).filter((at) => at >= 0), text.length) : 0;
    const from = first === text.length ? 0 : Math.max(0, first - AROUND);
    const shown = text.slice(from, from + 3 * AROUND);
    const made = element("p", "", "said");
    if (from > 0) made.append("… ");
    let at = 0;
    while (same && at < shown.length) {
      const here = fold(shown);
      const next = words
        .map((word) => [here.indexOf(word, at), word.length])
        .filter(([start]) => start >= 0)
        .sort((one, other) => one[0] - other[0] || other[1] - one[1])[0];
      if (!next) break;
      made.append(shown.slice(at, next[0]));
      made.append(element("mark", shown.slice(next[0], next[0] + next[1]), "hit"));
      at = next[0] + next[1];
    }
    made.append(shown.slice(at));
    if (from + 3 * AROUND < text.length) made.append(" …");
    return made;
  };

  const search = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) { status.textContent = ""; return; }
    const found = answers.filter((each) => words.every((word) => each.folded.includes(word)));
    for (const each of found.slice(0, MOST)) {
      const item = element("li");
      const link = element("a", each.ask);
      link.href = `session-${Number(each.session)}.html#attempt-${Number(each.id)}`;
      link.dir = "auto";
      item.append(link, element("span", each.when, "hint"), snippet(each.said, words));
      list.append(item);
    }
    const texts = data.texts;
    const n = found.length;
    if (!n) status.textContent = texts.none;
    else if (n > MOST) status.textContent = fill(texts.more, { n, shown: MOST });
    else status.textContent = fill(n === 1 ? texts.found.one : texts.found.other, { n });
  };

  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  search(); // what a browser has kept in the field when one comes back
})();
