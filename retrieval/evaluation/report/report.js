"use strict";
const root = document.documentElement;
const all = (selector) => [...document.querySelectorAll(selector)];

document.getElementById("theme").addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = root.dataset.theme || (dark ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
});

const tip = document.getElementById("tip");
const hide = () => { tip.hidden = true; };
const place = (x, y) => {
  const box = tip.getBoundingClientRect();
  const left = Math.min(Math.max(12, x + 14), innerWidth - box.width - 12);
  const below = y + 18 + box.height < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? y + 18 : Math.max(8, y - box.height - 14)}px`;
};
const show = (event) => {
  const target = event.target.closest("[data-tip]");
  if (!target) { hide(); return; }
  tip.textContent = target.dataset.tip;
  if (target.dataset.sub) {
    const sub = document.createElement("small");
    sub.textContent = target.dataset.sub;
    tip.append(sub);
  }
  tip.hidden = false;
  place(event.clientX, event.clientY);
};
for (const plot of all("svg.plot")) {
  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerdown", show);
  plot.addEventListener("pointerleave", hide);
}
addEventListener("scroll", hide, { passive: true });

const toggle = (button) => {
  const pressed = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(pressed));
  return pressed;
};
for (const chip of all(".key .chip")) {
  chip.addEventListener("click", () => {
    const shown = toggle(chip);
    const marks = chip.dataset.marks
      ? all(`.map svg.plot .question.${chip.dataset.marks}`)
      : all(`.map svg.plot [data-group="${chip.dataset.show}"]`);
    for (const mark of marks) mark.classList.toggle(chip.dataset.marks ? "gone" : "faded", !shown);
  });
}

const cards = all(".miss").map((card) => ({ card, words: card.textContent.toLowerCase() }));
const search = document.getElementById("search");
const count = document.getElementById("count");
const filter = () => {
  const pressed = (group) =>
    all(`.filter[data-${group}][aria-pressed="true"]`).map((chip) => chip.dataset[group]);
  const reasons = pressed("reason"), states = pressed("state");
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { card, words: text } of cards) {
    const ok = (!reasons.length || reasons.includes(card.dataset.reason))
      && (!states.length || states.includes(card.dataset.state))
      && words.every((word) => text.includes(word));
    card.hidden = !ok;
    shown += ok;
  }
  count.textContent = `${shown} of ${cards.length}`;
};
if (search) {
  search.addEventListener("input", filter);
  for (const chip of all(".filter")) chip.addEventListener("click", () => { toggle(chip); filter(); });
  filter();
}
