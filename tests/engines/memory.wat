;; What a host does with the memory of a kernel, for an interpreter that has no host.
(module
  (import "kernel" "memory" (memory 0))
  (func (export "grow") (param $pages i32)
    (drop (memory.grow (local.get $pages))))
  (func (export "write") (param $address i32) (param $word i32)
    (i32.store (local.get $address) (local.get $word)))
  ;; FNV-1a over all of it, 64 bits at a time: one word that differs always changes it.
  (func (export "digest") (result i64)
    (local $address i32) (local $end i32) (local $hash i64)
    (local.set $end (i32.mul (memory.size) (i32.const 65536)))
    (local.set $hash (i64.const 0xcbf29ce484222325))
    (loop $next
      (local.set $hash
        (i64.mul
          (i64.xor (local.get $hash) (i64.load (local.get $address)))
          (i64.const 0x100000001b3)))
      (local.set $address (i32.add (local.get $address) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $address) (local.get $end))))
    (local.get $hash)))
