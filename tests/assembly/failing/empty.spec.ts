/** No case at all: must not pass. Run only by tests/assembly/as-pect.test.ts. */
describe("nothing", () => {});
