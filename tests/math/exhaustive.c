/*
 * Tries all 2^32 arguments of one function of the shipped scalar.wasm, translated to C by wasm2c, against the correctly rounded value.
 *
 *   exhaustive NAME     prints each wrong result as a row for assembly/math/hardcases.ts and a line of counts; exit code 1 if any is wrong
 *
 * Expected value: the C library's double, good to a few units of 2^-53; where numbers 2^-49 around it round to the same float, that float is the
 * correctly rounded value, otherwise MPFR with 300 bits decides. Encodings are compared, so -0 is not +0; any NaN equals any NaN.
 * The worst case is the argument whose value lies nearest to the middle of two floats. Built and run by scripts/math-exhaustive.sh.
 */
#include <float.h>
#include <stdio.h>
#include <time.h>

#include "functions.h"
#include "kernel.h"

#define PRECISION 300

static mpfr_t mp_x, mp_y, mp_middle;
static long near_ties;
static struct {
  float x;
  double distance;
} worst = {0, 1};

/* Distance of mp_y, which lies between neighbours low and high, from their middle, relative to it. */
static void compare_middle(float x, float low, float high) {
  if (low == high || isinf(low) || isinf(high)) return;
  mpfr_set_d(mp_middle, ((double)low + high) / 2, MPFR_RNDN);
  mpfr_sub(mp_middle, mp_y, mp_middle, MPFR_RNDN);
  mpfr_div(mp_middle, mp_middle, mp_y, MPFR_RNDN);
  double distance = fabs(mpfr_get_d(mp_middle, MPFR_RNDN));
  if (distance >= worst.distance) return;
  worst.x = x;
  worst.distance = distance;
}

static float expected(int kind, float x) {
  const double slack = 0x1p-49;
  double y = FUNCTIONS[kind].fast(x);
  float low = (float)(y - y * slack), high = (float)(y + y * slack);
  /* A zero or infinite double stands for an exact value, or for one far outside the range of float. */
  if (bits(low) == bits(high) || y == 0 || isnan(y) || isinf(y)) return (float)y;
  near_ties++;
  mpfr_set_flt(mp_x, x, MPFR_RNDN);
  FUNCTIONS[kind].exact(mp_y, mp_x, MPFR_RNDN);
  compare_middle(x, low, high);
  return mpfr_get_flt(mp_y, MPFR_RNDN);
}

int main(int count, char **arguments) {
  int kind = 0;
  while (kind < COUNT && (count != 2 || strcmp(FUNCTIONS[kind].name, arguments[1]))) kind++;
  if (kind == COUNT) {
    fprintf(stderr, "usage: exhaustive NAME, one of exp expm1 log log1p tanh sigmoid softplus erf sinpi cospi\n");
    return 2;
  }
  open_kernel();
  mpfr_inits2(PRECISION, mp_x, mp_y, mp_middle, (mpfr_ptr)0);

  long wrong = 0;
  for (uint64_t start = 0; start < (uint64_t)1 << 32; start += BLOCK) {
    const float *x = fill(block[0], start), *got = at(block[1]);
    Z_scalarZ_mapFunction(&kernel, kind, block[1], block[0], BLOCK);
    for (uint32_t i = 0; i < BLOCK; i++) {
      float right = expected(kind, x[i]);
      if (bits(got[i]) == bits(right) || (isnan(got[i]) && isnan(right))) continue;
      if (wrong++ < 1000) printf("%s: 0x%08x, 0x%08x, // got 0x%08x\n", FUNCTIONS[kind].name, bits(x[i]), bits(right), bits(got[i]));
    }
  }
  printf("%-8s %ld of 2^32 wrong, %ld decided by MPFR, nearest to a middle: ", FUNCTIONS[kind].name, wrong, near_ties);
  if (worst.distance < 1) printf("2^%.1f at %.9g", log2(worst.distance), worst.x);
  else printf("none");
  printf(", %.0f s\n", (double)clock() / CLOCKS_PER_SEC);
  return wrong != 0;
}
