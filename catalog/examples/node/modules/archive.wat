;; Appends `work` copies of the input to it, and grows the memory to hold them. The result is the
;; number of bytes written. Exits with 1 if the memory cannot grow.
(module
  (memory (export "memory") 1)
  (global $result (export "result") (mut i64) (i64.const 0))
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (local $to i32) (local $missing i32)
    (local.set $missing
      (i32.sub
        (i32.mul (i32.add (local.get $work) (i32.const 1)) (local.get $len))
        (i32.mul (memory.size) (i32.const 65536))))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then
        (if (i32.eq
              (memory.grow
                (i32.add (i32.div_u (local.get $missing) (i32.const 65536)) (i32.const 1)))
              (i32.const -1))
          (then (return (i32.const 1))))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $work)))
        (local.set $to (i32.add (local.get $to) (local.get $len)))
        (memory.copy (local.get $to) (i32.const 0) (local.get $len))
        (local.set $work (i32.sub (local.get $work) (i32.const 1)))
        (br $next)))
    (global.set $result (i64.extend_i32_u (local.get $to)))
    (i32.const 0)))
