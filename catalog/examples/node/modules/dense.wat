;; A layer of `work` neurons over the bytes of the input. The weights come from a linear congruential
;; generator. The result is the strongest activation. The most expensive module that succeeds.
(module
  (memory (export "memory") 1)
  (global $result (export "result") (mut i64) (i64.const 0))
  (func $activation (param $seed i32) (param $len i32) (result i32)
    (local $i i32) (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $len)))
        (local.set $seed
          (i32.add (i32.mul (local.get $seed) (i32.const 1664525)) (i32.const 1013904223)))
        (local.set $sum
          (i32.add
            (local.get $sum)
            (i32.mul
              (i32.load8_s (local.get $i))
              (i32.shr_s (local.get $seed) (i32.const 24)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    ;; ReLU: a negative sum becomes 0.
    (select (local.get $sum) (i32.const 0) (i32.gt_s (local.get $sum) (i32.const 0))))
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (local $strength i64)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $work)))
        (local.set $strength
          (i64.extend_i32_u (call $activation (local.get $work) (local.get $len))))
        (if (i64.gt_u (local.get $strength) (global.get $result))
          (then (global.set $result (local.get $strength))))
        (local.set $work (i32.sub (local.get $work) (i32.const 1)))
        (br $next)))
    (i32.const 0)))
