"use strict";
// A small engine: it looks whether everything is there and whether amounts can be read, for
// four programs, and knows nothing of activities, learners or what was submitted before.
// What it does not know it does not guess at: it says so, and the case is skipped.

const implementation = { name: "small-engine", version: "1.0.0", language: `Node ${process.version}` };

// Beginnings of the codes that it does not raise. Cases that expect or test them are not sent.
const ignores = [
  "BR", "603", "605", "650", "66", "670", "671", "672", "674", "676", "678",
  "68", "69", "70", "71", "99",
];

// What each program asks for; answersLater: it says only later whether it accepts a record.
const PROGRAMS = {
  ABA: { id: true, birthDate: false, answersLater: true },
  ABIM: { id: true, birthDate: true, answersLater: true },
  ABS: { id: false, birthDate: true, answersLater: false },
  CME: { id: true, birthDate: true, answersLater: false },
};
// The suite calls the states by the code of their program; a claim toward them says CME.
const STATES = "STATE";
// A record that claims nothing is still asked for what every record needs.
const NO_CLAIM = { program: "" };
const NO_RULES = { id: false, birthDate: false };

class NotJudged extends Error {}

function refuses(program) {
  const known = [...Object.keys(PROGRAMS), STATES];
  return known.includes(program) ? null : `knows ${known.join(", ")} only`;
}

// Amounts are whole numbers of a billionth: binary fractions cannot hold decimal ones exactly.
const UNIT = 1_000_000_000n;
const AMOUNT = /^(?:\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})$/;

function readAmount(text) {
  if (!AMOUNT.test(text)) {
    return null;
  }
  const [whole, part = ""] = text.split(".");
  return BigInt(whole || "0") * UNIT + BigInt(part.padEnd(9, "0"));
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Month and day; in which year somebody was born is nobody's business here.
function isBirthDate(text) {
  const match = /^(\d{1,2})[-/](\d{1,2})(?:[-/]\d{4})?$/.exec(text)
    || /^(?:\d{4}|-)-(\d{2})-(\d{2})/.exec(text);
  return match !== null && match[1] >= 1 && match[1] <= 12
    && match[2] >= 1 && match[2] <= DAYS[match[1] - 1];
}

function presence(record, claim, at) {
  const rules = claim === NO_CLAIM ? NO_RULES : PROGRAMS[claim.program];
  const credits = claim.credits || [];
  const found = [];
  if (rules.id && !claim.id) found.push(["621", `${at}/id`]);
  if (!record.first_name) found.push(["622", "/first_name"]);
  if (!record.last_name) found.push(["623", "/last_name"]);
  if (rules.birthDate && !isBirthDate(record.birth_date || "")) found.push(["624", "/birth_date"]);
  if (!record.activity_id) found.push(["630", "/activity_id"]);
  if (!record.completed) found.push(["631", "/completed"]);
  if (claim.total === "") found.push(["632", `${at}/total`]);
  credits.forEach((credit, index) => {
    // Without a total, each type states its own amount.
    if (claim.total === undefined && !credit.amount) {
      found.push(["632", `${at}/credits/${index}/amount`]);
    }
  });
  const blank = credits.findIndex((credit) => !credit.type);
  if (claim === NO_CLAIM) {
    found.push(["677", ""]);
  } else if (blank >= 0 || credits.length === 0) {
    found.push(["677", `${at}/credits/${Math.max(blank, 0)}/type`]);
  }
  return found;
}

function format(record, claim, at) {
  const stated = (claim.credits || []).map((credit, index) => [
    credit.amount, `${at}/credits/${index}/amount`,
  ]);
  stated.unshift([claim.total, `${at}/total`]);
  const found = [];
  for (const [text, place] of stated) {
    if (!text) continue;
    const amount = readAmount(text);
    if (amount === null || amount === 0n) {
      found.push(["673", place]);
    } else if (amount % (UNIT / 4n) !== 0n) {
      found.push(["675", place]);
    }
  }
  return found;
}

// A record goes through the stages in order, and no further than the first that rejects it.
function judgeRecord(record) {
  const action = (record.action || "").trim().toLowerCase();
  if (action === "") return [["601", "/action"]];
  if (action === "delete") throw new NotJudged("judges additions only");
  if (action !== "add") return [["602", "/action"]];
  const claims = record.claims || [];
  for (const claim of claims) {
    if (!Object.hasOwn(PROGRAMS, claim.program)) {
      throw new NotJudged(`knows claims toward ${Object.keys(PROGRAMS).join(", ")} only`);
    }
  }
  for (const stage of [presence, format]) {
    const judged = claims.length > 0 ? claims : [NO_CLAIM];
    const found = judged.flatMap((claim, index) => stage(record, claim, `/claims/${index}`));
    if (found.length > 0) return found;
  }
  return [];
}

function verdict(record, found, given) {
  if (found.length > 0) return "rejected";
  if (given.activities === undefined) return "not-judged";
  const later = record.claims.some((claim) => PROGRAMS[claim.program].answersLater);
  return later ? "submitted" : "accepted";
}

function judge(given) {
  if (given.records === undefined) throw new NotJudged("reads neutral records only");
  if (given.answers !== undefined) throw new NotJudged("asks no board for its answer");
  const findings = [];
  const verdicts = given.records.map((record, index) => {
    const found = judgeRecord(record);
    // What concerns the record is said once, however many claims it makes.
    for (const [code, at] of new Map(found.map((each) => [each.join(), each])).values()) {
      findings.push({ record: index + 1, code, at });
    }
    return verdict(record, found, given);
  });
  return { findings, verdicts };
}

module.exports = { implementation, ignores, refuses, judge, NotJudged };
