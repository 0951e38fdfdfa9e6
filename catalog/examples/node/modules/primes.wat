;; Counts the primes below `work` with a sieve of one byte per number. `work` bytes must fit into the
;; memory.
(module
  (memory (export "memory") 1)
  (global $result (export "result") (mut i64) (i64.const 0))
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (local $n i32) (local $multiple i32)
    (memory.fill (i32.const 0) (i32.const 0) (local.get $work))
    (local.set $n (i32.const 2))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $n) (local.get $work)))
        (if (i32.eqz (i32.load8_u (local.get $n)))
          (then
            (global.set $result (i64.add (global.get $result) (i64.const 1)))
            (local.set $multiple (i32.mul (local.get $n) (i32.const 2)))
            (block $struck
              (loop $strike
                (br_if $struck (i32.ge_u (local.get $multiple) (local.get $work)))
                (i32.store8 (local.get $multiple) (i32.const 1))
                (local.set $multiple (i32.add (local.get $multiple) (local.get $n)))
                (br $strike)))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br $next)))
    (i32.const 0)))
