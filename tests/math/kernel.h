/* The shipped scalar.wasm, translated to C by wasm2c, with room for blocks of floats. */
#include <stdint.h>
#include <string.h>

#include "scalar.h"

#define BLOCK 65536

static Z_scalar_instance_t kernel;
static wasm_rt_memory_t *memory;
/* Addresses of three blocks, and of 64 bytes for constants. */
static uint32_t constants, block[3];

static void open_kernel(void) {
  wasm_rt_init();
  Z_scalar_init_module();
  Z_scalar_instantiate(&kernel);
  memory = Z_scalarZ_memory(&kernel);
  constants = (Z_scalarZ_heapBase(&kernel) + 63) & ~63u;
  for (int i = 0; i < 3; i++) block[i] = constants + 64 + 4 * BLOCK * i;
  uint32_t pages = (block[2] + 4 * BLOCK + 65535) / 65536;
  if (memory->pages < pages) wasm_rt_grow_memory(memory, pages - memory->pages);
}

/* After open_kernel: memory does not move any more. */
static void *at(uint32_t address) { return memory->data + address; }

static uint32_t bits(float x) {
  uint32_t b;
  memcpy(&b, &x, 4);
  return b;
}

/* One block of the 2^32 arguments. */
static const float *fill(uint32_t address, uint32_t first) {
  uint32_t *patterns = at(address);
  for (uint32_t i = 0; i < BLOCK; i++) patterns[i] = first + i;
  return at(address);
}
