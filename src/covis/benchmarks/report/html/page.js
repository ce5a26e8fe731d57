"use strict";
const pictures = JSON.parse(document.getElementById("pictures").textContent);

function show(image) {
  const source = pictures[image.dataset.picture];
  if (source) {
    image.src = source;
    return;
  }
  const missing = document.createElement("span");
  missing.className = "missing";
  missing.textContent = `${image.alt}: the file is missing or damaged`;
  image.replaceWith(missing);
}

const inSight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) {
      inSight.unobserve(entry.target);
      show(entry.target);
    }
  }
}, { rootMargin: "600px" });

const waiting = document.querySelectorAll("img[data-picture]");
// What is printed, or saved as a PDF, is never scrolled into sight.
addEventListener("beforeprint", () => waiting.forEach(show));

for (const image of waiting) {
  inSight.observe(image);
  image.addEventListener("click", () => image.parentElement.classList.toggle("large"));
}

for (const samples of document.querySelectorAll(".samples")) {
  const choices = samples.querySelectorAll("select");
  const search = samples.querySelector("input[type=search]");
  const count = samples.querySelector("output");
  const cards = [...samples.querySelectorAll("article")].map((card) => ({ card, text: card.textContent.toLowerCase() }));
  const filter = () => {
    const wanted = Object.fromEntries([...choices].map((choice) => [choice.dataset.filter, choice.value]));
    const words = search.value.toLowerCase();
    let shown = 0;
    for (const { card, text } of cards) {
      const fits = (!wanted.kind || card.dataset.kind === wanted.kind)
        && (!wanted.category || card.dataset.category === wanted.category)
        && text.includes(words);
      card.hidden = !fits;
      shown += fits;
      for (const column of card.querySelectorAll("[data-model]")) {
        column.hidden = Boolean(wanted.model) && column.dataset.model !== wanted.model;
      }
    }
    count.textContent = `${shown} shown`;
  };
  for (const control of [...choices, search]) {
    control.addEventListener("input", filter);
  }
}
