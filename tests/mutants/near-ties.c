/*
 * Finds the arguments of each elementary function whose value lies nearest to the middle of two f32, where a core that has lost a few units of
 * its last place gives the wrong f32. Writes near-ties.json: bits of the argument and of the correctly rounded result.
 *
 *   cc -O2 tests/mutants/near-ties.c -o build/near-ties -lmpfr -lm && build/near-ties > tests/mutants/near-ties.json
 *
 * The C library's double, good to about one unit of 2^-53, proposes (arguments from 2^-8 to 2^7 in size); MPFR with 300 bits measures the distance.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../math/functions.h"

#define KEPT 128
#define MOST 4096
#define NEAR 128         /* units in the last place of f64 */
#define FIRST 0x3b800000 /* 2^-8 */
#define LAST 0x43000000  /* 2^7 */

struct Tie {
  uint32_t argument, result;
  double distance;
};

static int nearer(const void *a, const void *b) {
  double x = ((const struct Tie *)a)->distance, y = ((const struct Tie *)b)->distance;
  return x < y ? -1 : x > y;
}

static float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

static mpfr_t mp_x, mp_y, mp_middle;

/* The correctly rounded result, and how many units of the last place of f64 the value is from the middle that the double y is near to. */
static struct Tie measured(int kind, uint32_t argument, double y, uint64_t bits) {
  struct Tie tie = {.argument = argument};
  uint64_t middle = (bits & ~(uint64_t)0x1fffffff) | 0x10000000;
  double m;
  memcpy(&m, &middle, 8);
  mpfr_set_flt(mp_x, float_of(argument), MPFR_RNDN);
  FUNCTIONS[kind].exact(mp_y, mp_x, MPFR_RNDN);
  float result = mpfr_get_flt(mp_y, MPFR_RNDN);
  memcpy(&tie.result, &result, 4);
  mpfr_set_d(mp_middle, m, MPFR_RNDN);
  mpfr_sub(mp_middle, mp_y, mp_middle, MPFR_RNDN);
  tie.distance = fabs(mpfr_get_d(mp_middle, MPFR_RNDN)) / (nextafter(fabs(y), INFINITY) - fabs(y));
  return tie;
}

int main(void) {
  mpfr_inits2(300, mp_x, mp_y, mp_middle, (mpfr_ptr)0);
  printf("{ \"note\": \"Bits of argument and correctly rounded result, f32, nearest to a tie. Made by tests/mutants/near-ties.c.\"");
  for (int kind = 0; kind < COUNT; kind++) {
    static struct Tie ties[MOST];
    int count = 0;
    for (uint32_t i = 0; i < 2 * (LAST - FIRST) && count < MOST; i++) {
      uint32_t argument = (FIRST + i / 2) | i << 31;
      double y = FUNCTIONS[kind].fast(float_of(argument));
      uint64_t bits;
      memcpy(&bits, &y, 8);
      uint32_t tail = (uint32_t)bits & 0x1fffffff;
      if (tail - (0x10000000 - NEAR) <= 2 * NEAR && fabs(y) >= 0x1p-126 && fabs(y) < 0x1p128) ties[count++] = measured(kind, argument, y, bits);
    }
    qsort(ties, count, sizeof *ties, nearer);
    printf(",\n\"%s\": [", FUNCTIONS[kind].name);
    for (int i = 0; i < count && i < KEPT; i++) printf("%s\"%08x %08x\"", i ? ",\n" : "\n", ties[i].argument, ties[i].result);
    printf("\n]");
    fprintf(stderr, "%s: %d found, kept from %.3g to %.3g\n", FUNCTIONS[kind].name, count, count ? ties[0].distance : 0, count ? ties[count < KEPT ? count - 1 : KEPT - 1].distance : 0);
  }
  printf("\n}\n");
  return 0;
}
