/*
 * Tries all 2^32 arguments of one function of the shipped scalar.wasm, translated to C by wasm2c, against the correctly rounded value.
 *
 *   exhaustive NAME     prints each wrong result as a row for assembly/math/hardcases.ts and a line of counts; exit code 1 if any is wrong
 *
 * Expected value: the C library's double, good to a few units of 2^-53; where numbers 2^-49 around it round to the same float, that float is the
 * correctly rounded value, otherwise MPFR with 300 bits decides. Encodings are compared, so -0 is not +0; any NaN equals any NaN.
 * Built and run by scripts/math-exhaustive.sh.
 */
#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <string.h>

#include "scalar.h"

#define BLOCK 65536
#define PRECISION 300

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return x < 0 ? log1p(exp(x)) : x + log1p(exp(-x)); }

/* By quarter turns; the reduced argument is exact. Zeros: docs/arithmetic.md section 2. */
static double turn(double x, int quarters) {
  double nearest = nearbyint(2 * x);
  double t = M_PI * (x - nearest / 2);
  int quadrant = ((int)fmod(nearest, 4) + quarters + 4) & 3;
  double value = quadrant & 1 ? cos(t) : sin(t);
  return quadrant & 2 ? -value : value;
}
static double sinpi(double x) { return isinf(x) ? NAN : x == floor(x) ? copysign(0, x) : turn(x, 0); }
static double cospi(double x) { return isinf(x) ? NAN : x != floor(x) && 2 * x == floor(2 * x) ? 0 : turn(x, 1); }

static int mp_sigmoid(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  mpfr_neg(y, x, rounding);
  mpfr_exp(y, y, rounding);
  mpfr_add_ui(y, y, 1, rounding);
  return mpfr_ui_div(y, 1, y, rounding);
}
static int mp_softplus(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  mpfr_exp(y, x, rounding);
  return mpfr_log1p(y, y, rounding);
}

/* In the order of assembly/functions.ts. */
static const struct {
  const char *name;
  double (*fast)(double);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
} FUNCTIONS[] = {
    {"exp", exp, mpfr_exp},       {"expm1", expm1, mpfr_expm1},       {"log", log, mpfr_log},
    {"log1p", log1p, mpfr_log1p}, {"tanh", tanh, mpfr_tanh},          {"sigmoid", sigmoid, mp_sigmoid},
    {"softplus", softplus, mp_softplus}, {"erf", erf, mpfr_erf},      {"sinpi", sinpi, mpfr_sinpi},
    {"cospi", cospi, mpfr_cospi},
};
enum { COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

static uint32_t bits(float x) {
  uint32_t b;
  memcpy(&b, &x, 4);
  return b;
}

static mpfr_t mp_x, mp_y;
static long near_ties;

static float expected(int kind, float x) {
  const double slack = 0x1p-49;
  double y = FUNCTIONS[kind].fast(x);
  float low = (float)(y - y * slack), high = (float)(y + y * slack);
  /* A zero or infinite double stands for an exact value, or for one far outside the range of float. */
  if (bits(low) == bits(high) || y == 0 || isnan(y) || isinf(y)) return (float)y;
  near_ties++;
  mpfr_set_flt(mp_x, x, MPFR_RNDN);
  FUNCTIONS[kind].exact(mp_y, mp_x, MPFR_RNDN);
  return mpfr_get_flt(mp_y, MPFR_RNDN);
}

int main(int count, char **arguments) {
  int kind = 0;
  while (kind < COUNT && (count != 2 || strcmp(FUNCTIONS[kind].name, arguments[1]))) kind++;
  if (kind == COUNT) {
    fprintf(stderr, "usage: exhaustive NAME, one of exp expm1 log log1p tanh sigmoid softplus erf sinpi cospi\n");
    return 2;
  }

  Z_scalar_instance_t kernel;
  wasm_rt_init();
  Z_scalar_init_module();
  Z_scalar_instantiate(&kernel);
  wasm_rt_memory_t *memory = Z_scalarZ_memory(&kernel);
  uint32_t inputs = (Z_scalarZ_heapBase(&kernel) + 63) & ~63u, outputs = inputs + 4 * BLOCK;
  uint32_t pages = (outputs + 4 * BLOCK + 65535) / 65536;
  if (memory->pages < pages) wasm_rt_grow_memory(memory, pages - memory->pages);
  mpfr_inits2(PRECISION, mp_x, mp_y, (mpfr_ptr)0);

  long wrong = 0;
  for (uint64_t start = 0; start < (uint64_t)1 << 32; start += BLOCK) {
    uint32_t *patterns = (uint32_t *)(memory->data + inputs);
    for (uint32_t i = 0; i < BLOCK; i++) patterns[i] = (uint32_t)start + i;
    Z_scalarZ_mapFunction(&kernel, kind, outputs, inputs, BLOCK);
    const float *x = (float *)(memory->data + inputs), *got = (float *)(memory->data + outputs);
    for (uint32_t i = 0; i < BLOCK; i++) {
      float right = expected(kind, x[i]);
      if (bits(got[i]) == bits(right) || (isnan(got[i]) && isnan(right))) continue;
      if (wrong++ < 1000) printf("%s: 0x%08x, 0x%08x, // got 0x%08x\n", FUNCTIONS[kind].name, bits(x[i]), bits(right), bits(got[i]));
    }
  }
  printf("%-8s %ld of 2^32 wrong, %ld decided by MPFR\n", FUNCTIONS[kind].name, wrong, near_ties);
  return wrong != 0;
}
