(function () {
  "use strict";
  var bar = document.getElementById("filters"), rows = Array.prototype.slice.call(document.querySelectorAll("#devices tbody tr"));
  var dots = Array.prototype.slice.call(document.querySelectorAll(".map g[data-kind]")), count = document.getElementById("count");
  var asked = ["zone", "kind", "state"].map(function (name) { return document.getElementById("by-" + name); }), word = document.getElementById("by-word");
  if (!bar || !rows.length) return;
  bar.hidden = false;
  function fits(one) { return asked.every(function (a) { return !a.value || one.getAttribute("data-" + a.name) === a.value; }); }
  function show() {
    var text = word.value.trim().toLowerCase(), left = 0;
    rows.forEach(function (row) {
      var good = fits(row) && (!text || row.textContent.toLowerCase().indexOf(text) >= 0);
      row.hidden = !good;
      if (good) left += Number(row.getAttribute("data-n"));
    });
    dots.forEach(function (dot) { dot.style.display = fits(dot) ? "" : "none"; });
    count.textContent = left.toLocaleString();
  }
  asked.forEach(function (a) { a.addEventListener("change", show); });
  var wait;
  word.addEventListener("input", function () { clearTimeout(wait); wait = setTimeout(show, 150); });
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1)), row = id && document.getElementById(id);
    if (row && row.hidden) { asked.forEach(function (a) { a.value = ""; }); word.value = ""; show(); row.scrollIntoView({ block: "center" }); }
  }
  window.addEventListener("hashchange", reveal);
  var map = document.querySelector(".map svg");
  if (map) map.addEventListener("click", function (event) {
    var point = map.createSVGPoint();
    point.x = event.clientX; point.y = event.clientY;
    var at = point.matrixTransform(map.getScreenCTM().inverse()), best = null, far = 12;
    rows.forEach(function (row) {
      var p = row.getAttribute("data-p");
      if (row.hidden || !p) return;
      p = p.split(" ");
      var d = Math.hypot(p[0] - at.x, p[1] - at.y);
      if (d < far) { far = d; best = row; }
    });
    if (best) location.hash = best.id;
  });
  show();
  reveal();
})();
