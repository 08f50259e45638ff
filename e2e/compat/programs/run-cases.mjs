const LIMIT_MS = 120_000;

/** Runs named cases one after the other and prints TAP. Ends the process: a client may keep connections open. */
export async function runCases(cases) {
  let number = 0;
  for (const [name, run] of Object.entries(cases)) {
    number += 1;
    try {
      await withinTime(run());
      console.log(`ok ${number} - ${name}`);
    } catch (error) {
      console.log(
        `not ok ${number} - ${name} # ${String(error.message).replaceAll(/\s+/g, ' ').slice(0, 300)}`,
      );
    }
  }
  process.exit(0);
}

/** Also where nothing is left that would keep the program alive. */
async function withinTime(work) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
