/** What is asked of a mutant is whether a test fails: the smallest case that shows it takes minutes where one takes seconds. */
import fc from "fast-check";

fc.configureGlobal({ endOnFailure: true });
