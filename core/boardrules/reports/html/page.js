'use strict';
(() => {
  const form = document.getElementById('filters');
  if (!form) return;
  const rows = [...document.querySelectorAll('#list > tbody > tr')];
  const shown = document.getElementById('shown');
  const facets = ['verdict', 'severity', 'code', 'program'];
  // Made when somebody first types, for the page opens faster without them.
  let texts = null;

  function wanted() {
    const given = new FormData(form);
    const words = given.get('text').toLowerCase().split(/\s+/).filter(Boolean);
    const values = facets.map((name) => [name, given.get(name)]).filter(([, value]) => value);
    if (words.length && !texts) {
      texts = rows.map((row) => row.innerText.toLowerCase() || row.textContent.toLowerCase());
    }
    return (row, index) =>
      values.every(([name, value]) => (row.dataset[name] || '-') === value) &&
      words.every((word) => texts[index].includes(word));
  }

  function filter() {
    const isWanted = wanted();
    let count = 0;
    rows.forEach((row, index) => {
      const visible = isWanted(row, index);
      if (row.hidden === visible) row.hidden = !visible;
      if (visible) count += 1;
    });
    const all = rows.length.toLocaleString('en');
    const noun = rows.length === 1 ? 'finding' : 'findings';
    shown.textContent =
      count === rows.length ? `${all} ${noun}` : `${count.toLocaleString('en')} of ${all} ${noun} shown`;
  }

  form.addEventListener('input', filter);
  // Some browsers, and what fills fields for people, tell of a choice only so.
  form.addEventListener('change', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.getElementById('all').addEventListener('click', () => {
    form.reset();
    filter();
  });
  for (const link of document.querySelectorAll('a[data-code]')) {
    link.addEventListener('click', () => {
      form.reset();
      form.elements.code.value = link.dataset.code;
      filter();
    });
  }
  form.hidden = false;
  // A browser that goes back to the page fills the form again.
  addEventListener('pageshow', filter);
})();
