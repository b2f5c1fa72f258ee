"use strict";
// Plugs an engine into the boardrules conformance suite: one JSON message a line, asked on
// standard input and answered on standard output. Nothing but answers may go to standard
// output; what there is to say besides goes to standard error.
//
//     boardrules conformance run --command "node examples/conformance-node/harness.js"
//
// To plug in an engine of your own, put it in the place of engine.js. It exports
//
//     implementation   {name, version, language}
//     ignores          beginnings of the codes that it does not raise
//     refuses(program, asOf)   why it judges no records of a program, or null
//     judge(given)     {findings: [{record, code, at}], verdicts: [...]}
//     NotJudged        what judge throws to have a case skipped, with the reason as its message

const readline = require("node:readline");
const engine = require("./engine.js");

const VERSION = 1;

function start(message) {
  if (message.version !== VERSION) {
    throw new Error(`speaks version ${VERSION} of the protocol, not ${message.version}`);
  }
  return {
    version: VERSION,
    implementation: engine.implementation,
    ignores: engine.ignores,
  };
}

// Sent before the first case of each program and day. A program of null means that the cases
// are about no program in particular; their records may then name any.
function ruleset(message) {
  const because = message.program === null ? null : engine.refuses(message.program, message.as_of);
  return because === null ? { ok: true } : { ok: false, because };
}

function run(message) {
  const seq = message.seq;
  try {
    return { seq, results: engine.judge(message.case) };
  } catch (error) {
    if (error instanceof engine.NotJudged) {
      return { seq, skipped: { reason: error.message } };
    }
    return { seq, errored: { context: String(error.stack || error) } };
  }
}

const COMMANDS = { start, ruleset, run };

function answer(line) {
  const message = JSON.parse(line);
  if (message.cmd === "stop") {
    process.exit(0);
  }
  if (!Object.hasOwn(COMMANDS, message.cmd)) {
    throw new Error(`knows no command ${JSON.stringify(message.cmd)}`);
  }
  process.stdout.write(JSON.stringify(COMMANDS[message.cmd](message)) + "\n");
}

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  try {
    answer(line);
  } catch (error) {
    console.error(`harness: ${error.message}`);
    process.exit(2);
  }
});
