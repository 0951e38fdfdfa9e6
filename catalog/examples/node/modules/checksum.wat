;; Checks a payload against the checksum that follows it (FNV-1a, 32 bits, little endian). Exits
;; with 65 (EX_DATAERR of sysexits.h) if they differ. The result is the computed checksum.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (global $result (export "result") (mut i64) (i64.const 0))
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (local $i i32) (local $end i32) (local $hash i32)
    (local.set $hash (i32.const 0x811c9dc5))
    (local.set $end (i32.sub (local.get $len) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $i) (local.get $end)))
        (local.set $hash
          (i32.mul
            (i32.xor (local.get $hash) (i32.load8_u (local.get $i)))
            (i32.const 0x01000193)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (global.set $result (i64.extend_i32_u (local.get $hash)))
    (if (i32.ne (local.get $hash) (i32.load (local.get $end)))
      (then (call $proc_exit (i32.const 65))))
    (i32.const 0)))
