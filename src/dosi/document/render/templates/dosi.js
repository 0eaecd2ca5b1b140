/* Opens the explanation of a number; works from disk, needs nothing but facts.js. */
(function () {
  "use strict";
  var facts = window.dosiFacts || {};
  var panel = document.getElementById("explanation");
  var trail = [];
  var opener = null;
  var usedBy = null;

  function node(tag, text, className) {
    var made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = String(text);
    if (className) made.className = className;
    return made;
  }

  function list(pairs) {
    var made = node("dl");
    pairs.forEach(function (pair) {
      if (pair[1] === undefined || pair[1] === null || pair[1] === "") return;
      made.appendChild(node("dt", pair[0]));
      var said = node("dd");
      said.appendChild(pair[2] ? node("code", pair[1]) : document.createTextNode(String(pair[1])));
      made.appendChild(said);
    });
    return made;
  }

  function exactly(value) {
    return typeof value === "number" ? value.toLocaleString("ko-KR", { maximumFractionDigits: 12 }) : "";
  }

  function filter(where) {
    return Object.keys(where || {}).map(function (name) { return name + " = " + where[name]; }).join(", ") || "전체";
  }

  function named(id) {
    var fact = facts[id];
    return (fact.subject ? fact.subject + ": " : "") + (fact.label || id);
  }

  function links(title, ids) {
    var part = document.createDocumentFragment();
    if (!ids || !ids.length) return part;
    part.appendChild(node("h3", title));
    var made = node("ul");
    ids.forEach(function (id) {
      var row = node("li"), link = node("a", named(id));
      link.href = "#";
      link.setAttribute("data-walk", id);
      row.appendChild(link);
      row.appendChild(node("b", facts[id].text));
      made.appendChild(row);
    });
    part.appendChild(made);
    return part;
  }

  function reads(made) {
    var part = document.createDocumentFragment();
    (made || []).forEach(function (no) {
      var read = window.dosiReads[no];
      var box = node("div", null, "read");
      box.appendChild(list([
        ["읽은 표", read.title ? read.title + " · " + read.table : read.table],
        ["조건", filter(read.where)],
        ["열", (read.titles || read.columns || []).join(", ")],
        ["행 수", read.rows],
        ["해시", (read.sha256 || "").slice(0, 16), true]
      ]));
      part.appendChild(box);
    });
    return part;
  }

  function origin(fact) {
    var from = fact.origin || {}, part = document.createDocumentFragment();
    if (fact.way === "copied") {
      part.appendChild(node("h3", "출처: 파일에서 옮김"));
      part.appendChild(list([
        ["파일", from.file], ["행", from.row], ["열", from.column], ["자료 시점", from.vintage], ["이용 조건", from.licence],
        ["해시", (from.sha256 || "").slice(0, 16), true]
      ]));
    } else if (fact.way === "computed") {
      part.appendChild(node("h3", "출처: 계산"));
      part.appendChild(list([["함수", from.function, true]]));
      part.appendChild(reads(from.reads));
    } else if (fact.way === "chosen") {
      part.appendChild(node("h3", "출처: 최적화 모형이 선택"));
      part.appendChild(list([["모형", from.model], ["목적값", exactly(from.value)], ["증명된 한계", exactly(from.bound)], ["격차", exactly(from.gap)]]));
      part.appendChild(reads(from.reads));
    }
    return part;
  }

  function users(id) {
    if (!usedBy) {
      usedBy = {};
      Object.keys(facts).forEach(function (other) {
        (facts[other].made_of || []).forEach(function (below) { (usedBy[below] = usedBy[below] || []).push(other); });
      });
    }
    return usedBy[id] || [];
  }

  function places(id) {
    return document.querySelectorAll('main .fact[data-fact="' + CSS.escape(id) + '"]');
  }

  function show(id) {
    var fact = facts[id];
    if (!fact) return;
    document.querySelectorAll(".fact.open").forEach(function (other) { other.classList.remove("open"); });
    places(id).forEach(function (place) { place.classList.add("open"); });
    panel.textContent = "";
    var tools = node("div", null, "tools"), back = node("button", "← 이전 값"), close = node("button", "닫기 ✕");
    back.type = close.type = "button";
    back.disabled = trail.length < 2;
    back.addEventListener("click", function () { trail.pop(); show(trail[trail.length - 1]); });
    close.addEventListener("click", hide);
    tools.appendChild(back);
    tools.appendChild(close);
    panel.appendChild(tools);
    var title = node("h2", named(id));
    title.id = "explanation-title";
    panel.appendChild(title);
    panel.appendChild(node("p", fact.text, "value"));
    if (fact.because) panel.appendChild(node("p", fact.because, "because"));
    panel.appendChild(node("h3", "값"));
    panel.appendChild(list([
      ["원래 값", exactly(fact.value)], ["단위", fact.unit], ["기준 연도", fact.price_year ? fact.price_year + "년 가격" : ""],
      ["범위", fact.range ? fact.range.join(" – ") : ""], ["근거 종류", fact.kind], ["식별자", id, true], ["근거 해시", fact.hash, true]
    ]));
    panel.appendChild(origin(fact));
    panel.appendChild(links("이 값을 이루는 값", fact.made_of));
    panel.appendChild(links("이 값을 쓰는 값", users(id)));
    panel.appendChild(node("h3", "더 보기"));
    if (places(id).length) {
      var jump = node("button", "본문에서 이 값 보기");
      jump.type = "button";
      jump.addEventListener("click", function () { places(id)[0].scrollIntoView({ block: "center" }); });
      panel.appendChild(jump);
    }
    panel.appendChild(list([["명령", "dosi explain '" + id + "'", true]]));
    panel.hidden = false;
    panel.scrollTop = 0;
    document.body.classList.add("explaining");
    close.focus({ preventScroll: true });
  }

  function hide() {
    panel.hidden = true;
    trail = [];
    document.body.classList.remove("explaining");
    document.querySelectorAll(".fact.open").forEach(function (other) { other.classList.remove("open"); });
    if (opener) opener.focus({ preventScroll: true });
  }

  document.addEventListener("click", function (event) {
    var fact = event.target.closest("a.fact"), walk = event.target.closest("a[data-walk]");
    if (!fact && !walk) return;
    event.preventDefault();
    if (fact) { opener = fact; trail = [fact.getAttribute("data-fact")]; } else { trail.push(walk.getAttribute("data-walk")); }
    show(trail[trail.length - 1]);
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape" && !panel.hidden) hide(); });
  document.querySelectorAll("a.fact").forEach(function (fact) {
    fact.setAttribute("role", "button");
    fact.setAttribute("aria-haspopup", "dialog");
  });

  var entries = {};
  document.querySelectorAll(".contents > ol a").forEach(function (link) { entries[decodeURIComponent(link.hash.slice(1))] = link; });
  var heads = Array.prototype.filter.call(document.querySelectorAll("main h2, main h3, main h4"), function (head) { return entries[head.id]; });
  var here = null, waiting = false;
  function follow() {
    waiting = false;
    var current = heads[0];
    heads.some(function (head) { if (head.getBoundingClientRect().top > 120) return true; current = head; return false; });
    var link = current && entries[current.id];
    if (link === here) return;
    if (here) here.classList.remove("here");
    here = link;
    if (here) {
      here.classList.add("here");
      var nav = here.closest(".contents"), top = here.offsetTop - nav.clientHeight / 2;
      if (getComputedStyle(nav).position === "sticky") nav.scrollTop = top;
    }
  }
  window.addEventListener("scroll", function () { if (!waiting) { waiting = true; requestAnimationFrame(follow); } }, { passive: true });
  follow();
})();
