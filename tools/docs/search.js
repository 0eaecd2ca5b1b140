// Search by parts of words, which suits Korean endings; needs no server: the index is a script beside the page.
(() => {
  const root = document.body.dataset.root;
  const field = document.getElementById("search");
  const list = document.getElementById("found");
  const MOST = 24;

  const score = (part, words) => {
    const [path, anchor, page, title, text] = part;
    let sum = 0;
    for (const word of words) {
      const inTitle = title.toLowerCase().indexOf(word);
      if (inTitle >= 0) sum += 20 - Math.min(inTitle, 10) + (title.length === word.length ? 20 : 0);
      else if (anchor.toLowerCase().includes(word)) sum += 12;
      else if (page.toLowerCase().includes(word)) sum += 6;
      else if (text.toLowerCase().includes(word)) sum += 2;
      else return 0;
    }
    return sum + (path.startsWith("reference/") ? 0 : 3);
  };

  const excerpt = (text, word) => {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 30);
    return (at ? "… " : "") + text.slice(at, at + 110);
  };

  const show = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = !words.length;
    if (!words.length) return;
    const hits = window.dosiDocs.map((part, no) => [score(part, words), no, part]).filter(([s]) => s).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    for (const [, , [path, anchor, page, title, text]] of hits.slice(0, MOST)) {
      const link = document.createElement("a");
      link.href = `${root}/${path}${anchor ? "#" + encodeURIComponent(anchor) : ""}`;
      const head = document.createElement("b");
      head.textContent = title || page;
      const where = document.createElement("span");
      where.textContent = page;
      const words_ = document.createElement("small");
      words_.textContent = excerpt(text, words[0]);
      link.append(head, where, words_);
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    if (!hits.length) {
      const item = document.createElement("li");
      item.className = "nothing";
      item.textContent = "찾은 것이 없습니다 (nothing found)";
      list.append(item);
    }
  };

  field.addEventListener("input", show);
  field.addEventListener("focus", show);
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) list.hidden = true; });
  list.addEventListener("click", () => { list.hidden = true; });
  document.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    if (event.key === "/" && document.activeElement !== field) { event.preventDefault(); field.focus(); field.select(); }
    if (event.key === "Escape") { list.hidden = true; field.blur(); }
    if (event.key === "Enter" && document.activeElement === field && links[0]) links[0].click();
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && links.length) {
      event.preventDefault();
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (links[at] || field).focus();
    }
  });

  const menu = document.getElementById("menu");
  menu.addEventListener("click", () => {
    menu.setAttribute("aria-expanded", String(document.body.classList.toggle("menu-open")));
  });
  const here = document.querySelector("#contents .here");
  if (here) here.scrollIntoView({ block: "nearest" });
})();
